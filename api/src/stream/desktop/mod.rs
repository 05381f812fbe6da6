//! The sockets of a session's desktop: its state, and its screen.

pub mod screen;
pub mod status;

use flowtilla_shared::{
    domain::{agent::session_topic, event::Event, ids::AgentSessionId, journal::Committed},
    live::{ControlMessage, Hint, LiveStream},
};
use tokio::time::{Duration, Interval, MissedTickBehavior, interval};

use crate::state::State;

/// How often the rows are read when nobody hints at a change.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often a client is asked for a sign of life.
const PING_EVERY: Duration = Duration::from_secs(20);

/// Tells everybody, the session's worker above all, that something about its desktop was changed.
pub async fn publish(state: &State, id: AgentSessionId, committed: &Committed) {
    state.live.publish(committed).await;
    state.live.control(ControlMessage::AgentSession(id)).await;
}

/// When to look again.
struct Changes {
    hints: LiveStream,
    topic: String,
    look: Interval,
}

impl Changes {
    fn of(state: &State, id: AgentSessionId) -> Self {
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { hints: state.live.subscribe(), topic: session_topic(id), look }
    }

    fn concern(&self, committed: &Committed) -> bool {
        let told = &committed.envelopes;
        committed.topic == self.topic && (told.is_empty() || told.iter().any(|told| of_desktop(&told.event)))
    }

    /// Returns when something may have changed: at once for the first time.
    async fn next(&mut self) {
        loop {
            tokio::select! {
                _ = self.look.tick() => return,
                hint = self.hints.next() => match hint {
                    Hint::Committed(committed) if !self.concern(&committed) => {}
                    Hint::Committed(_) | Hint::Gap => return,
                },
            }
        }
    }
}

/// What an agent says comes by the piece, and changes nothing here.
fn of_desktop(event: &Event) -> bool {
    matches!(event, Event::SessionControl { .. } | Event::SessionDesktop(_) | Event::SessionStatus { .. })
}

fn pings() -> Interval {
    let mut pings = interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}
