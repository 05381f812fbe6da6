//! Answers what people ask of the clipboard of a session's desktop, beside whatever the agent does.

use std::sync::{Mutex, PoisonError};

use flowtilla_shared::store::{AgentLease, ClipboardAsk};

use super::{attention::Attention, insist, rows};
use crate::{desktop::Clipboard, worker::Worker};

/// The clipboard of the desktop that the session has now.
#[derive(Debug, Default)]
pub struct Present(Mutex<Option<Clipboard>>);

impl Present {
    /// The session has another desktop now, or none.
    pub fn is(&self, clipboard: Option<Clipboard>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = clipboard;
    }

    fn get(&self) -> Option<Clipboard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers questions as long as it is not dropped.
    pub async fn serve(&self, worker: &Worker, lease: &AgentLease, attention: &Attention) {
        loop {
            attention.until(|stands| stands.clipboard).await;
            for asked in insist(|| async { rows(worker).clipboard_asks(lease).await }).await.unwrap_or_default() {
                let answer = self.answer(&asked).await;
                let told = answer.as_ref().map(String::as_str).map_err(String::as_str);
                let written = insist(|| async { rows(worker).answer_clipboard(lease, asked.id, told).await }).await;
                if let Err(e) = written {
                    tracing::warn!(error = %e, "What is in a clipboard could not be told");
                }
            }
            // so that the next look does not see them again; when the lease is lost, nobody is waited for here any more
            if attention.now().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    async fn answer(&self, asked: &ClipboardAsk) -> Result<String, String> {
        let clipboard = self.get().ok_or("The session has no desktop now.")?;
        match &asked.put {
            Some(text) => clipboard.put(text.clone()).await.map(|()| String::new()),
            None => clipboard.text().await,
        }
        .map_err(|e| e.to_string())
    }
}
