//! Ctrl-C and SIGTERM: once asks, twice insists.

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::exit::Exit;

/// Tells when the process was asked to end.
#[derive(Debug)]
pub struct Signals {
    /// After the first signal: end in order.
    pub stop: CancellationToken,
    /// After the second: end at once.
    pub now: CancellationToken,
    listener: JoinHandle<()>,
    first: std::sync::Arc<std::sync::OnceLock<Exit>>,
}

impl Signals {
    /// Starts to listen; from now on neither signal ends the process by itself.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn listen() -> std::io::Result<Self> {
        let (stop, now) = (CancellationToken::new(), CancellationToken::new());
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let first = std::sync::Arc::new(std::sync::OnceLock::new());
        let listener = tokio::spawn({
            let (stop, now, first) = (stop.clone(), now.clone(), first.clone());
            async move {
                let exit = one_of(&mut interrupt, &mut terminate, &mut hang_up).await;
                let _ = first.set(exit);
                stop.cancel();
                one_of(&mut interrupt, &mut terminate, &mut hang_up).await;
                now.cancel();
            }
        });
        Ok(Self { stop, now, listener, first })
    }

    /// The exit code that belongs to the first signal.
    pub fn exit(&self) -> Exit {
        self.first.get().copied().unwrap_or(Exit::Interrupted)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn one_of(interrupt: &mut Signal, terminate: &mut Signal, hang_up: &mut Signal) -> Exit {
    tokio::select! {
        _ = interrupt.recv() => Exit::Interrupted,
        _ = terminate.recv() => Exit::Terminated,
        _ = hang_up.recv() => Exit::Terminated,
    }
}
