//! The desktop of a held session, and its tools.

use flowtilla_shared::{
    domain::{agent::DesktopStatus, ids::AgentDesktopId},
    store,
};

use super::{browser::Browser, host::Host, insist, rows};
use crate::desktop::{BROWSER, Bounds, Desktop, Reach, Shown, Spec, Toolbox};

/// What every model can read: long edge in pixels, and patches.
const EDGE: u32 = 1568;
const PATCHES: u32 = 1568;

/// See the module.
pub struct Station {
    pub id: AgentDesktopId,
    pub desktop: Desktop,
    pub tools: Toolbox,
    pub shown: Shown,
}

impl Host<'_> {
    /// Opens a desktop for the session, with its files, and says so. A session that had one before gets a note for its agent.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn open_station(&mut self) -> Result<(), String> {
        let (worker, id) = (&self.hall.worker, AgentDesktopId::new());
        let size = (self.options.width, self.options.height);
        let starting =
            insist(|| async { rows(worker).desktop_starting(&self.lease, id, &worker.name, size).await }).await;
        worker.hints.publish(starting.map_err(|e| e.to_string())?);
        let started = self.hall.desktops.start(self.spec()).await;
        let desktop = match started {
            Ok(desktop) => desktop,
            Err(e) => {
                let why = e.to_string();
                self.over(id, DesktopStatus::Failed, &why).await;
                return Err(why);
            }
        };
        let shown = Shown::fit((u32::from(size.0), u32::from(size.1)), EDGE, PATCHES);
        let mut tools = Toolbox::new(&desktop, shown);
        if self.has_browser() {
            tools = tools.with_further(Box::new(Browser::new(desktop.inside().clone())));
        }
        let door = self.guest.show(id, desktop.rfb_socket(), desktop.ended().clone());
        self.clipboard.is(Some(desktop.clipboard().clone()));
        self.station = Some(Station { id, desktop, tools, shown });
        let restored = self.restore_files().await;
        if self.desktops > 0 {
            let how = if self.crashed { "the worker that had it died" } else { "the one before was closed" };
            self.notes.push(format!(
                "Your desktop is a new one, because {how}. {restored} files were put back into your home; programs, windows and \
                 shells are gone. Look at the screen before you go on, and do not assume that anything that was under way has \
                 taken effect."
            ));
        }
        self.desktops += 1;
        self.start_programs().await;
        let open = insist(|| async { rows(worker).desktop_open(&self.lease, id, door.as_ref(), None).await }).await;
        worker.hints.publish(open.map_err(|e| e.to_string())?);
        Ok(())
    }

    fn spec(&self) -> Spec {
        let config = &self.hall.worker.config;
        let hosts = match self.options.allowed_hosts.as_slice() {
            [] => config.agents.allowed_hosts.clone(),
            own => own.to_vec(),
        };
        let reach = Reach { hosts, private: config.agents.private_hosts.clone(), closed_ports: own_ports(config) };
        let bounds =
            Bounds { memory_mib: config.agents.memory_mib, home_mib: config.agents.home_mib, ..Bounds::default() };
        Spec { width: self.options.width, height: self.options.height, bounds, reach }
    }

    /// What the session was to begin with; what does not start is told to the agent.
    async fn start_programs(&mut self) {
        let Some(station) = &self.station else { return };
        let mut wanted: Vec<(&str, Vec<&str>)> = Vec::new();
        if let Some(program) = self.options.start_program.as_deref().and_then(program) {
            wanted.push((program, Vec::new()));
        }
        if let Some(url) = self.options.start_url.as_deref() {
            wanted.push((BROWSER, vec![url]));
        }
        for (program, args) in wanted {
            if let Err(e) = station.desktop.inside().start(program, &args).await {
                self.notes.push(format!("`{program}` could not be started: {e}"));
            }
        }
    }

    /// Notes when the desktop has ended by itself.
    pub async fn notice_end(&mut self) {
        if self.station.as_ref().is_some_and(|station| station.desktop.ended().is_cancelled()) {
            self.lose_station("It ended by itself.").await;
        }
    }

    /// Clears away a desktop that does not answer any more.
    pub async fn lose_station(&mut self, why: &str) {
        self.end_station(DesktopStatus::Lost, why).await;
    }

    /// Ends the desktop in order.
    pub async fn close_station(&mut self, why: &str) {
        self.end_station(DesktopStatus::Closed, why).await;
    }

    async fn end_station(&mut self, status: DesktopStatus, why: &str) {
        let Some(Station { id, desktop, tools, .. }) = self.station.take() else { return };
        self.guest.hide();
        self.clipboard.is(None);
        drop(tools);
        desktop.end().await;
        self.over(id, status, why).await;
    }

    async fn over(&self, id: AgentDesktopId, status: DesktopStatus, why: &str) {
        let worker = &self.hall.worker;
        match insist(|| async { rows(worker).desktop_over(&self.lease, id, status, Some(why)).await }).await {
            Ok(committed) => worker.hints.publish(committed),
            Err(store::Error::Fenced) => {}
            Err(e) => tracing::warn!(error = %e, "The end of desktop `{id}` was not recorded"),
        }
    }

    /// Whether there is a shell to offer.
    pub fn has_shell(&self) -> bool {
        self.hall.desktops.probed().level.has_shell()
    }

    /// Whether there are tools for the browser to offer.
    pub fn has_browser(&self) -> bool {
        self.options.browser_tools && self.hall.desktops.probed().browser
    }
}

fn program(name: &str) -> Option<&'static str> {
    match name {
        "browser" => Some("chromium"),
        "terminal" => Some("xterm"),
        "files" => Some("pcmanfm"),
        "editor" => Some("mousepad"),
        _ => None,
    }
}

/// Ports of this machine that are ours.
fn own_ports(config: &flowtilla_shared::config::Config) -> Vec<u16> {
    let of = |url: &str| url::Url::parse(url).ok().and_then(|url| url.port());
    let mut ports = vec![config.api.listen.port()];
    ports.extend([config.worker.listen, config.worker.view_listen].into_iter().flatten().map(|address| address.port()));
    ports.extend([of(&config.database.url), of(&config.redis.url), of(&config.models.demo_url)].into_iter().flatten());
    ports
}
