//! How an execution ends: what is written last, what becomes of its browser, and in which order.

use flowtilla_shared::{
    domain::{
        flow::Flow,
        ids::BrowserSessionId,
        journal::{JournalEntry, JournalWrite, Lease, StepRecord},
        outcome::Outcome,
        status::{Reason, Status, StepStatus, Verdict},
    },
    store::{self, Finished},
    telemetry::metrics,
};
use futures_util::future::BoxFuture;

use crate::{
    backoff::Backoff,
    evidence::Reel,
    execution::{Execution, Stop},
    lease::Ending,
    recorder::Recorder,
    runner::{self, Amendment, Change, End, Remains},
};

impl Execution<'_> {
    /// Writes how the last attempt ended, and sees to its browser.
    pub(crate) async fn conclude(&self, stop: Stop, lease: &Lease, remains: Remains) {
        let once = remains.once_begun.clone();
        let outcome = match stop {
            Stop::Told(Ending::Lost) => return self.give_up(lease, remains).await,
            Stop::Told(Ending::HandBack) => return self.hand_back(lease, remains).await,
            Stop::Told(Ending::Cancelled(why)) => return self.cancelled(lease, remains, why).await,
            Stop::Killed => Outcome::errored(
                Reason::Timeout,
                "The flow did not end within its time, and had to be ended from outside",
            ),
            Stop::End(End::Over(outcome)) => outcome,
            Stop::End(End::BrowserLost(why)) => lost(once.as_deref(), &why, "The browser died"),
            Stop::End(End::Diverged(why)) => lost(once.as_deref(), &why, "The flow could not be resumed"),
        };
        self.end_with(lease, remains, outcome).await;
    }

    /// The outcome does not wait for the browser to close.
    async fn end_with(&self, lease: &Lease, remains: Remains, outcome: Outcome) {
        let Remains { recorder, mut browser, logs, amendments, .. } = remains;
        let id = browser.id();
        let reel = recorder.reel().clone();
        let passed = outcome.verdict == Verdict::Passed;
        self.propose(lease, amendments, passed).await;
        logs.iter().flat_map(|logs| logs.captures(passed)).for_each(|log| reel.log(log));
        let finish = async {
            let (write, announced) = tokio::join!(recorder.close(), self.expect_evidence(&reel, lease, passed));
            self.finish(lease, outcome, write).await;
            announced
        };
        let close = async {
            reel.end(browser.last_picture()).await;
            browser.close().await;
        };
        let (announced, ()) = tokio::join!(finish, close);
        if announced {
            self.worker.darkroom.develop(&reel, lease.clone(), passed);
        }
        self.note_closed(lease, id).await;
    }

    /// Proposes what the attempt would change in its flow; what was recorded counts only when the attempt passed.
    async fn propose(&self, lease: &Lease, mut amendments: Vec<Amendment>, passed: bool) {
        amendments.retain(|amendment| passed || matches!(amendment.change, Change::Healed { .. }));
        if amendments.is_empty() {
            return;
        }
        let Ok(flow) = serde_json::from_value::<Flow>(self.claimed.document.clone()) else { return };
        let Some(proposal) = runner::proposal(&flow, &amendments, passed && self.heals_by_itself()) else {
            return;
        };
        let added = self
            .insist(|| Box::pin(async { self.worker.store.proposals().add(lease, &proposal).await }))
            .await
            .flatten();
        if let Some(committed) = added {
            self.worker.hints.publish(committed);
        }
    }

    /// Tells that evidence of the attempt will come, when there will be any.
    pub(crate) async fn expect_evidence(&self, reel: &Reel, lease: &Lease, passed: bool) -> bool {
        reel.is_kept(passed) && self.worker.darkroom.expect(lease).await
    }

    /// Another worker holds the execution: nothing about it is written. A session that outlives this worker is the other's now.
    async fn give_up(&self, lease: &Lease, remains: Remains) {
        tracing::warn!(execution.id = %lease.id, epoch = lease.epoch, "Execution `{}` was fenced: its lease is lost, its browser is dropped", lease.id);
        let Remains { browser, .. } = remains;
        if browser.outlives_worker() {
            return browser.leave();
        }
        let id = browser.id();
        browser.close().await;
        self.note_closed(lease, id).await;
    }

    /// The browser goes first: nothing may happen in it after the answer says `cancelled`.
    async fn cancelled(&self, lease: &Lease, remains: Remains, why: String) {
        let Remains { recorder, browser, .. } = remains;
        let id = browser.id();
        browser.close().await;
        let write = recorder.close().await;
        self.note_closed(lease, id).await;
        let overdue =
            self.claimed.deadline.is_some_and(|deadline| deadline <= chrono::Utc::now() + chrono::Duration::seconds(1));
        let outcome = if overdue {
            Outcome::errored(Reason::Timeout, "The time of the whole run was up")
        } else {
            Outcome::cancelled(Some(why))
        };
        self.finish(lease, outcome, write).await;
    }

    /// Gives the unfinished execution to whoever claims it next, unless that could only find it in doubt.
    async fn hand_back(&self, lease: &Lease, remains: Remains) {
        let resumable = remains.browser.outlives_worker();
        if let Some(path) = remains.once_begun.clone().filter(|_| !resumable) {
            let message = format!(
                "The worker was shut down after the `once` step {path} had begun; nobody can tell how far the flow got"
            );
            return self.end_with(lease, remains, Outcome::errored(Reason::InDoubt, message)).await;
        }
        let Remains { recorder, browser, .. } = remains;
        let written = self.write_rest(lease, recorder).await;
        if resumable {
            browser.leave();
        } else {
            let id = browser.id();
            browser.close().await;
            self.note_closed(lease, id).await;
        }
        if written.is_none() {
            return;
        }
        let released = self
            .insist(|| {
                Box::pin(async {
                    self.worker.store.executions().release(lease, "the worker was shut down", None).await
                })
            })
            .await;
        if let Some(released) = released {
            self.worker.hints.publish(released.committed);
            self.worker.queue.ring(&[lease.id]).await;
        }
    }

    /// The flow could not even be begun.
    pub(crate) async fn refuse(&self, why: &str) {
        let begun =
            self.insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await })).await;
        let Some(begun) = begun else { return };
        self.worker.hints.publish(begun.committed);
        self.finish(&begun.lease, Outcome::errored(Reason::Setup, self.mask.text(why)), JournalWrite::default()).await;
    }

    /// Nobody can tell how far an earlier claim got with its `once` step.
    pub(crate) async fn in_doubt(&self, entry: &JournalEntry) {
        let lease = self.claimed.lease();
        let name = match &entry.label {
            Some(label) => format!("{} “{label}”", entry.path),
            None => format!("{} ({})", entry.path, entry.step_type),
        };
        let known =
            if entry.status == StepStatus::Running { "had begun and its result is unknown" } else { "had been done" };
        let message = format!(
            "The worker was lost; the `once` step {name} {known}, so the flow was not started again. Look at the application before you run it again"
        );
        let finished =
            self.claimed.journal.iter().filter(|entry| entry.status == StepStatus::Running).map(doubted).collect();
        let write = JournalWrite { finished, durable: true, ..JournalWrite::default() };
        self.finish(&lease, Outcome::errored(Reason::InDoubt, message), write).await;
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, write: JournalWrite) {
        let finished = self
            .insist(|| {
                Box::pin(async { self.worker.store.executions().finish(lease, outcome.clone(), write.clone()).await })
            })
            .await;
        let Some(Finished { status, committed, .. }) = finished else { return };
        self.worker.hints.publish(committed);
        if status != Status::Queued {
            metrics::run_ended(status.as_str(), self.claimed_at.elapsed());
        }
        tracing::Span::current().record("flowtilla.result", status.as_str());
        let message = outcome.message.as_deref().unwrap_or_default();
        if status == Status::Queued {
            tracing::info!(execution.id = %lease.id, attempt = lease.attempt, "Attempt {} of execution `{}` ended {}; another follows: {message}", lease.attempt, lease.id, outcome.verdict);
        } else {
            tracing::info!(execution.id = %lease.id, attempt = lease.attempt, %status, "Execution `{}` ended {status} {message}", lease.id);
        }
    }

    /// Ends the journal of an attempt that another one follows; `None` when that could not be written.
    pub(crate) async fn write_rest(&self, lease: &Lease, recorder: Recorder) -> Option<()> {
        let write = recorder.close().await;
        if write == JournalWrite::default() {
            return Some(());
        }
        let written = self
            .insist(|| Box::pin(async { self.worker.store.executions().journal(lease, write.clone()).await }))
            .await?;
        self.worker.hints.publish(written);
        Some(())
    }

    /// Notes that the browser is gone. After the journal, which may still have to note that it was opened.
    pub(crate) async fn note_closed(&self, lease: &Lease, id: Option<BrowserSessionId>) {
        self.hold.set_browser(None);
        let Some(id) = id else { return };
        match self.worker.store.browsers().close(lease, id).await {
            Ok(committed) => self.worker.hints.publish(committed),
            Err(e) => {
                tracing::warn!(browser_session.id = %id, error = %e, "The end of browser `{id}` was not recorded; a sweeper will")
            }
        }
    }

    /// Repeats a write until it is done, refused, or the lease is lost; `None` when nothing was written.
    pub(crate) async fn insist<'f, T>(&self, write: impl Fn() -> BoxFuture<'f, Result<T, store::Error>>) -> Option<T> {
        let mut backoff = Backoff::default();
        loop {
            match write().await {
                Ok(done) => return Some(done),
                Err(store::Error::Fenced) => {
                    self.hold.end(Ending::Lost);
                    tracing::warn!(execution.id = %self.claimed.id, epoch = self.claimed.epoch, "A write about execution `{}` was fenced", self.claimed.id);
                    return None;
                }
                Err(e) if e.is_transient() => tokio::select! {
                    () = self.hold.lost() => return None,
                    () = backoff.wait() => {}
                },
                Err(e) => {
                    tracing::error!(execution.id = %self.claimed.id, error = ?e, "A write about execution `{}` was refused", self.claimed.id);
                    return None;
                }
            }
        }
    }
}

fn lost(once: Option<&str>, why: &str, what: &str) -> Outcome {
    match once {
        Some(path) => Outcome::errored(
            Reason::InDoubt,
            format!("{what} after the `once` step {path} had begun, so the flow was not started again: {why}"),
        ),
        None => Outcome::errored(Reason::Infra, format!("{what}: {why}")),
    }
}

fn doubted(entry: &JournalEntry) -> StepRecord {
    StepRecord {
        index: entry.index,
        path: entry.path.clone(),
        step_type: entry.step_type.clone(),
        label: entry.label.clone(),
        once: entry.once,
        repeatable: entry.repeatable,
        status: StepStatus::InDoubt,
        duration_ms: entry.duration_ms,
        error: entry.error.clone(),
        artifacts: entry.artifacts.clone(),
        vars: entry.vars.clone(),
        unannounced: false,
    }
}
