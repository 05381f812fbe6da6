//! Conditions: an assertion that is tried for a moment and whose answer is yes or no.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::Expect,
    outcome::{ErrorKind, StepError},
};
use serde_json::Value;
use tokio::sync::watch;

use super::{Runner, walk::Around};
use crate::{
    driver::Progress,
    gate::{Intent, StepGate},
};

/// How long a condition is tried.
const TRIED_FOR: Duration = Duration::from_millis(250);

impl Runner {
    /// Whether the condition holds within 250 ms.
    ///
    /// # Errors
    /// When that cannot be told: an unknown value, an ambiguous target, a dead browser.
    pub(super) async fn holds(&mut self, condition: &Value, around: Around) -> Result<bool, StepError> {
        let filled = self.scope.fill(condition)?;
        self.decide(filled, around).await
    }

    /// As [`Runner::holds`], for a condition whose values are filled in.
    async fn decide(&mut self, filled: Value, around: Around) -> Result<bool, StepError> {
        let expect: Expect = serde_json::from_value(filled)
            .map_err(|e| StepError::refused(format!("This is no valid condition: {e}")))?;
        if expect.var.is_none() {
            self.driver().await?;
        }
        let deadline = (Instant::now() + TRIED_FOR).min(self.pauses.real(around.deadline));
        let progress = Progress { deadline, log: Vec::new(), gate: self.open_gate(), explain: false };
        let answer = Box::pin(self.expect(&expect, progress)).await;
        self.left_behind.clear();
        match answer {
            Ok(_) => Ok(true),
            Err(error) => match error.kind {
                ErrorKind::NotFound | ErrorKind::Assertion | ErrorKind::Timeout | ErrorKind::NotActionable => Ok(false),
                ErrorKind::Ambiguous
                | ErrorKind::Navigation
                | ErrorKind::Dialog
                | ErrorKind::Script
                | ErrorKind::Crash
                | ErrorKind::Refused
                | ErrorKind::Model
                | ErrorKind::Budget => Err(error),
            },
        }
    }

    /// A gate for what only reads: it asks for the lease, not for an intent.
    pub(super) fn open_gate(&self) -> Arc<StepGate> {
        let (_, stored) = watch::channel(Intent::Stored);
        Arc::new(StepGate::new(self.hold.clone(), stored))
    }
}
