//! One held session, from its claim until it is given back.

use std::{sync::Arc, sync::atomic::Ordering, time::Duration};

use flowtilla_shared::{
    domain::agent::{AgentStatus, Control, SessionOptions},
    store::{self, AgentLease, ClaimedSession},
};

use super::{
    Hall,
    attention::{Attention, Lost},
    clipboard::Present,
    history::Album,
    hosted::Guesthood,
    insist, rows,
    station::Station,
};

/// Time between two looks at a session in which nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Longest time for the files of a session to be saved when it is left.
const SAVED_WITHIN: Duration = Duration::from_secs(30);

/// See the module.
pub struct Host<'a> {
    pub hall: &'a Arc<Hall>,
    pub lease: AgentLease,
    pub options: SessionOptions,
    pub attention: &'a Attention,
    pub guest: &'a Guesthood<'a>,
    pub clipboard: &'a Present,
    pub station: Option<Station>,
    /// What the agent is to be told before it goes on.
    pub notes: Vec<String>,
    /// It is to be shown the screen with the notes.
    pub show_screen: bool,
    pub album: Album,
    /// Desktops that the session has had.
    pub desktops: u32,
    /// The worker before this one died over it.
    pub crashed: bool,
    turn_open: bool,
}

impl<'a> Host<'a> {
    pub fn new(
        hall: &'a Arc<Hall>,
        claimed: ClaimedSession,
        attention: &'a Attention,
        (guest, clipboard): (&'a Guesthood<'a>, &'a Present),
    ) -> Self {
        Self {
            hall,
            lease: claimed.lease,
            options: claimed.options,
            attention,
            guest,
            clipboard,
            station: None,
            notes: Vec::new(),
            show_screen: false,
            album: Album::default(),
            desktops: claimed.desktops,
            crashed: claimed.crashed,
            turn_open: claimed.turn_open,
        }
    }

    /// Serves it until it is closed, idle, or the worker goes away; then saves its files, ends its desktop and gives it back.
    pub async fn serve(mut self) {
        if self.run().await.is_err() {
            // another worker has it; the desktop ends when it is dropped
            return;
        }
        let saved = tokio::time::timeout(SAVED_WITHIN, self.save_files());
        if !matches!(saved.await, Ok(Ok(()))) {
            tracing::warn!(session.id = %self.lease.id, "The files of agent session `{}` were not all saved", self.lease.id);
        }
        self.close_station("The session does not need it any more.").await;
        match insist(|| async { rows(&self.hall.worker).release(&self.lease).await }).await {
            Ok(committed) => self.hall.worker.hints.publish(committed),
            Err(store::Error::Fenced) => {}
            Err(e) => {
                tracing::warn!(session.id = %self.lease.id, error = %e, "Agent session `{}` could not be given back; its lease will run out", self.lease.id)
            }
        }
    }

    async fn run(&mut self) -> Result<(), Lost> {
        let mut failures = 0;
        loop {
            let stands = self.attention.now().await?;
            let leaving = self.hall.stop.is_cancelled() || self.hall.worker.draining.load(Ordering::SeqCst);
            if stands.status == AgentStatus::Closed || leaving {
                return Ok(());
            }
            self.notice_end().await;
            if self.turn_open || stands.queued {
                self.turn_open = false;
                if self.turn().await? {
                    return Ok(());
                }
                if let Err(e) = self.save_files().await {
                    tracing::warn!(session.id = %self.lease.id, error = %e, "The files of agent session `{}` could not be saved", self.lease.id);
                }
                continue;
            }
            if stands.desktop_wanted && self.station.is_none() {
                if let Err(why) = self.open_station().await {
                    failures += 1;
                    tracing::warn!(session.id = %self.lease.id, attempt = failures, "The desktop of agent session `{}` did not open: {why}", self.lease.id);
                    if failures >= 3 {
                        let _ = rows(&self.hall.worker).desktop_unwanted(&self.lease).await;
                        return Ok(());
                    }
                }
                continue;
            }
            let Some(station) = &self.station else { return Ok(()) };
            let ended = station.desktop.ended().clone();
            if stands.uploads {
                self.push_files().await;
                continue;
            }
            if self.is_idle(stands.idle_seconds, stands.control) {
                return Ok(());
            }
            tokio::select! {
                () = self.attention.next() => {}
                () = ended.cancelled() => {}
                () = self.hall.stop.cancelled() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    fn is_idle(&self, seconds: f64, control: Control) -> bool {
        let crowded = self.hall.crowded.load(Ordering::Relaxed);
        let room = self.hall.worker.config.agents.make_room_seconds;
        let limit = self.options.limits.idle_seconds;
        let limit = Duration::from_secs(if crowded { limit.min(room) } else { limit });
        control == Control::Agent && seconds > limit.as_secs_f64()
    }
}
