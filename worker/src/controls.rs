//! Requests that reach a running execution at once: they are hints too, the rows say the same and decide.

use std::sync::Arc;

use flowtilla_shared::live::{ControlMessage, Live};
use tokio_util::sync::CancellationToken;

use crate::{lease::Ending, worker::Worker};

/// Listens until `stop`.
pub async fn listen(worker: Arc<Worker>, live: Live, stop: CancellationToken) {
    let mut messages = live.subscribe_control();
    while let Some(message) = stop.run_until_cancelled(messages.next()).await {
        match message {
            // whether it really was cancelled is for the row to say: the renewal asks
            Some(ControlMessage::CancelExecution(id)) if worker.leases.of(id).is_some() => worker.poke.notify_one(),
            Some(ControlMessage::StopBrowser(id)) => {
                if let Some(hold) = worker.leases.with_browser(id) {
                    tracing::info!(browser_session.id = %id, execution.id = %hold.id, "Browser `{id}` is stopped on request");
                    hold.end(Ending::Cancelled("The browser was stopped on request".to_owned()));
                }
            }
            Some(ControlMessage::WatchBrowser(id)) => {
                if let Some(hold) = worker.leases.with_browser(id) {
                    hold.stage.watched(&live);
                }
            }
            Some(ControlMessage::Hands(hands)) => {
                if let Some(hold) = worker.leases.with_browser(hands.browser) {
                    hold.stage.hands(hands);
                }
            }
            Some(ControlMessage::AgentSession(id)) => worker.hosted.poke(id),
            Some(ControlMessage::CancelExecution(_) | ControlMessage::KeyRevoked(_)) => {}
            None => worker.poke.notify_one(),
        }
    }
}
