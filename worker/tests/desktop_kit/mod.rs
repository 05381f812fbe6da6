//! A machine with desktops, a page that tells what reaches it, and a look at what is left behind.
#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses another part of it, and a test may panic")]

pub mod viewer;

use std::{
    fs,
    future::Future,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flowtilla_worker::{
    desktop::{Desktop, Desktops, Level, Reach, Spec, Wanted},
    supervise,
};
use poem::{
    Route, Server, get, handler,
    listener::Acceptor,
    web::{Data, Html, Query},
};

const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for a condition.
pub async fn soon<F: Future<Output = bool>>(what: &str, mut condition: impl FnMut() -> F) {
    let until = Instant::now() + DEADLINE;
    while !condition().await {
        assert!(Instant::now() < until, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub struct Machine {
    pub desktops: Desktops,
    scratch: PathBuf,
}

fn supervisor() -> PathBuf {
    let mut dir = std::env::current_exe().unwrap();
    while dir.pop() {
        let program = dir.join("examples/supervise");
        if program.exists() {
            return program;
        }
    }
    panic!("the example `supervise` is not built; cargo builds it with the tests");
}

impl Machine {
    /// `None`, and a word about it, on a machine whose kernel or container refuses sandboxes; a missing program is a failure.
    pub async fn open() -> Option<Self> {
        Self::open_in(std::env::temp_dir().join(format!("fd-{:08x}", rand::random::<u32>()))).await
    }

    /// As [`Self::open`], at another level.
    pub async fn open_at(level: Level) -> Option<Self> {
        let scratch = std::env::temp_dir().join(format!("fd-{:08x}", rand::random::<u32>()));
        let desktops = Desktops::open(supervisor(), &scratch, Wanted::Only(level)).await.unwrap();
        let probed = desktops.probed();
        if level == Level::Landlock && probed.missing.iter().any(|why| why.contains("Landlock")) {
            eprintln!("SKIPPED: {}", probed.missing.join("; "));
            return None;
        }
        assert!(probed.usable() && probed.level == level, "{probed:?}");
        Some(Self { desktops, scratch })
    }

    /// As [`Self::open`], in a directory that another process has too.
    pub async fn open_in(scratch: PathBuf) -> Option<Self> {
        let desktops = Desktops::open(supervisor(), &scratch, Wanted::Only(Level::Bwrap)).await.unwrap();
        let probed = desktops.probed();
        if probed.level == Level::None && probed.missing.iter().all(|why| why.contains("cannot make a sandbox")) {
            eprintln!("SKIPPED: {}", probed.missing.join("; "));
            return None;
        }
        assert!(probed.usable(), "{probed:?}");
        Some(Self { desktops, scratch })
    }

    pub fn scratch(&self) -> &std::path::Path {
        &self.scratch
    }

    pub async fn start(&self) -> Desktop {
        self.desktops.start(Spec::default()).await.unwrap()
    }

    /// With these hosts of the machine within reach.
    pub async fn start_reaching(&self, hosts: &[&str]) -> Desktop {
        let private = hosts.iter().map(|host| (*host).to_owned()).collect();
        let reach = Reach { private, ..Reach::default() };
        self.desktops.start(Spec { reach, ..Spec::default() }).await.unwrap()
    }

    fn family(desktop: &Desktop) -> Vec<i32> {
        desktop.pid().map(supervise::family).unwrap_or_default()
    }

    pub fn uids(&self, desktop: &Desktop) -> Vec<u32> {
        let supervisor = desktop.pid().and_then(|pid| i32::try_from(pid).ok());
        let below = Self::family(desktop).into_iter().filter(|pid| Some(*pid) != supervisor);
        below
            .filter_map(|pid| {
                let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
                status.lines().find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().next()?.parse().ok())
            })
            .collect()
    }

    fn find(desktop: &Desktop, name: &str) -> Option<i32> {
        Self::family(desktop).into_iter().find(|pid| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let first = String::from_utf8_lossy(&line).split('\0').next().unwrap_or_default().to_owned();
            first.rsplit('/').next() == Some(name)
        })
    }

    /// Whether one of its programs is called so, and is not the one that had this process id.
    pub fn runs_anew(&self, desktop: &Desktop, name: &str, old: i32) -> bool {
        Self::find(desktop, name).is_some_and(|pid| pid != old)
    }

    /// Whether one of its programs is called so.
    pub fn runs(&self, desktop: &Desktop, name: &str) -> bool {
        Self::find(desktop, name).is_some()
    }

    /// Whether there is such a process.
    pub fn lives(&self, pid: i32) -> bool {
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// The TCP ports on which anything listens that shares the network of this program.
    pub fn listening(&self, desktop: &Desktop, name: &str) -> Vec<u16> {
        let pid = Self::find(desktop, name).unwrap();
        let tables =
            ["tcp", "tcp6"].map(|table| fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default());
        let lines = tables.iter().flat_map(|table| table.lines());
        let listening =
            lines.map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|fields| fields.get(3) == Some(&"0A"));
        listening.filter_map(|fields| u16::from_str_radix(fields[1].rsplit(':').next()?, 16).ok()).collect()
    }

    /// Kills one program of a desktop by its name; the process id that it had.
    pub fn kill(&self, desktop: &Desktop, name: &str) -> i32 {
        let victim = Self::find(desktop, name);
        let victim = victim.unwrap_or_else(|| panic!("there is no {name}"));
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(victim), nix::sys::signal::Signal::SIGKILL).unwrap();
        victim
    }

    pub async fn end(&self, desktop: Desktop) {
        let name = desktop.dir().file_name().unwrap().to_owned();
        desktop.end().await;
        self.nothing_is_left().await;
        for hierarchy in ["", "memory", "pids", "cpu"] {
            let group = PathBuf::from("/sys/fs/cgroup").join(hierarchy).join("flowtilla").join(&name);
            assert!(!group.exists(), "{} is left", group.display());
        }
    }

    /// Waits until no process, directory, control group or socket of this machine's desktops is there.
    pub async fn nothing_is_left(&self) {
        let mark = format!("{}={}", supervise::MARKER, self.scratch.display());
        soon("nothing is left", || async {
            let marked = fs::read_dir("/proc").unwrap().flatten().any(|process| {
                let environment = fs::read(process.path().join("environ")).unwrap_or_default();
                String::from_utf8_lossy(&environment).contains(&mark)
            });
            !marked && fs::read_dir(&self.scratch).map_or(0, Iterator::count) == 0
        })
        .await;
    }
}

/// A page that tells its server of every event.
pub struct Page {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

type Heard = Arc<Mutex<Vec<String>>>;

#[handler]
fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

#[derive(serde::Deserialize)]
struct Event {
    e: String,
}

#[handler]
fn hear(Query(event): Query<Event>, heard: Data<&Heard>) {
    heard.lock().unwrap().push(event.e);
}

async fn listen(heard: Heard) -> u16 {
    use poem::{EndpointExt, listener::Listener};
    let acceptor = poem::listener::TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
    let routes = Route::new().at("/", get(page)).at("/hear", get(hear)).data(heard);
    tokio::spawn(Server::new_with_acceptor(acceptor).run(routes));
    port
}

impl Page {
    pub async fn serve() -> Self {
        let heard = Heard::default();
        Self { port: listen(heard.clone()).await, heard }
    }

    /// A server that is there and listed nowhere.
    pub async fn other_port(&self) -> u16 {
        listen(Heard::default()).await
    }

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.host())
    }

    /// Waits until the page has told this, and forgets what it told.
    pub async fn said(&self, what: &str) {
        let until = Instant::now() + DEADLINE;
        loop {
            let heard = self.heard.lock().unwrap().clone();
            if heard.iter().any(|event| event == what) {
                break;
            }
            assert!(Instant::now() < until, "the page did not hear `{what}`, only {heard:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.heard.lock().unwrap().clear();
    }
}
