//! One claimed execution, from its claim to its end: which rung to stand on, the attempts, what is written last.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::{
        flow::Flow,
        journal::{JournalEntry, JournalWrite, Lease, StepRecord},
        outcome::Outcome,
        status::{Reason, Status, StepStatus, Verdict},
    },
    store::{self, Begun, Claimed, Finished},
};

use futures_util::future::BoxFuture;

use crate::{
    backoff::Backoff,
    driver::Driver,
    lease::{Ending, Hold},
    recorder::{KnownSession, Recorder},
    runner::{Browsing, End, Lent, Pauses, Plan, Remains, Replay, Runner, once_begun, unclear},
    worker::Worker,
};

/// Attempts that a dying browser may cost within one claim before the execution is given up.
const MOST_RESTARTS: u32 = 2;

/// Time past the flow's own after which an attempt is ended from outside, whatever hangs in it.
const KILLED_AFTER: Duration = Duration::from_secs(6);

/// Longest time to find an earlier browser session again.
const ATTACHED_WITHIN: Duration = Duration::from_secs(10);

/// How a claimed execution goes on.
enum Rung {
    /// In the browser of the claim before, at the first step without a result.
    Resume(Box<dyn Driver>, KnownSession),
    /// In a fresh browser from step 0, as a new attempt.
    Begin,
    /// Not at all: a `once` step may have taken effect, and nobody can tell how far it got.
    InDoubt(Box<JournalEntry>),
}

/// How one attempt came to an end.
enum Stop {
    End(End),
    Told(Ending),
    /// It outlived its time and did not notice.
    Killed,
}

/// The execution that a worker holds.
pub struct Execution<'a> {
    worker: &'a Worker,
    hold: Arc<Hold>,
    claimed: Claimed,
}

impl<'a> Execution<'a> {
    #[must_use]
    pub fn new(worker: &'a Worker, hold: Arc<Hold>, claimed: Claimed) -> Self {
        Self { worker, hold, claimed }
    }

    /// Carries the execution out and records how it ended. Never fails: whatever breaks is an outcome, or was handed back,
    /// or belongs to another worker by now.
    pub async fn run(mut self) {
        let plan = match self.plan() {
            Ok(plan) => plan,
            Err(why) => return self.refuse(&why).await,
        };
        match self.rung().await {
            Rung::InDoubt(entry) => self.in_doubt(&entry).await,
            Rung::Resume(driver, session) => {
                tracing::info!(execution.id = %self.claimed.id, "Execution `{}` goes on in the browser of an earlier claim", self.claimed.id);
                let Some(begun) = self.insist(|| Box::pin(async { self.worker.store.executions().resume(&self.claimed).await })).await else {
                    return driver.close().await;
                };
                let replay = Replay::of(&self.claimed.journal);
                self.attempts(&plan, begun, replay, Some((driver, session))).await;
            }
            Rung::Begin => {
                let browsing = Runner::warm_up(&plan);
                let Some(begun) = self.insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await })).await else {
                    return browsing.lend().close().await;
                };
                self.attempts_with(&plan, begun, browsing).await;
            }
        }
    }

    fn plan(&self) -> Result<Plan, String> {
        let flow: Flow = serde_json::from_value(self.claimed.document.clone()).map_err(|e| format!("The flow document cannot be read: {e}"))?;
        let seconds = self.claimed.timeout_seconds.or(flow.timeout);
        let timeout = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).unwrap_or(self.worker.config.limits.flow_timeout);
        Ok(Plan {
            execution: self.claimed.id,
            names: Plan::names(&self.claimed.env, &self.worker.environment, &self.worker.secrets),
            flow: Arc::new(flow),
            params: self.claimed.params.clone(),
            mask: self.worker.mask.clone(),
            timeout,
            max_steps: self.worker.config.limits.max_steps,
            browsers: self.worker.browsers.clone(),
            flows: self.worker.flows(self.claimed.project_id),
        })
    }

    /// Looks at what an earlier claim left: a browser that answers, a journal, a `once` step.
    async fn rung(&self) -> Rung {
        if !self.claimed.started_before {
            return Rung::Begin;
        }
        let journal = &self.claimed.journal;
        let session = self.claimed.session.clone().and_then(|session| serde_json::from_value::<KnownSession>(session).ok());
        if let Some(session) = session {
            if unclear(journal).is_none() {
                let attached = self.worker.browsers.attach(&session.handle);
                match tokio::time::timeout(ATTACHED_WITHIN, attached).await {
                    Ok(Ok(Some(driver))) => return Rung::Resume(driver, session),
                    Ok(Ok(None)) => tracing::info!(execution.id = %self.claimed.id, "The browser of execution `{}` does not answer any more", self.claimed.id),
                    Ok(Err(e)) => tracing::info!(execution.id = %self.claimed.id, error = %e, "The browser of execution `{}` cannot be taken over", self.claimed.id),
                    Err(_) => tracing::info!(execution.id = %self.claimed.id, "The browser of execution `{}` did not answer in time", self.claimed.id),
                }
            }
            self.worker.discard(session.handle);
        }
        match once_begun(journal) {
            Some(entry) => Rung::InDoubt(Box::new(entry.clone())),
            None => Rung::Begin,
        }
    }

    async fn attempts_with(&mut self, plan: &Plan, begun: Begun, browsing: Browsing) {
        self.worker.hints.publish(begun.committed);
        let runner = self.runner(plan, &begun.lease, Replay::default(), browsing);
        self.go(plan, begun.lease, runner).await;
    }

    async fn attempts(&mut self, plan: &Plan, begun: Begun, replay: Replay, session: Option<(Box<dyn Driver>, KnownSession)>) {
        self.worker.hints.publish(begun.committed);
        let mut runner = self.runner(plan, &begun.lease, replay, Browsing::none());
        if let Some((driver, session)) = session {
            runner.0.use_session(driver, session.id);
        }
        self.go(plan, begun.lease, runner).await;
    }

    fn runner(&self, plan: &Plan, lease: &Lease, replay: Replay, browsing: Browsing) -> (Runner, Arc<Pauses>) {
        let pauses = Arc::new(Pauses::default());
        let recorder = Recorder::start(self.worker.desk(), lease.clone(), self.hold.clone());
        let mut runner = Runner::new(plan.clone(), self.hold.clone(), recorder, replay, pauses.clone());
        runner.use_browser(browsing);
        (runner, pauses)
    }

    /// Attempt after attempt, as long as the browser dies and nothing is in doubt.
    async fn go(&mut self, plan: &Plan, mut lease: Lease, mut runner: (Runner, Arc<Pauses>)) {
        for restarts in 0.. {
            let stop = self.attempt(plan, &mut runner).await;
            let keep = matches!(stop, Stop::Told(Ending::HandBack));
            let remains = runner.0.take_apart(keep).await;
            let lost = match &stop {
                Stop::End(End::BrowserLost(why) | End::Diverged(why)) if restarts < MOST_RESTARTS && remains.once_begun.is_none() => why.clone(),
                _ => return self.conclude(stop, &lease, remains).await,
            };
            tracing::warn!(execution.id = %self.claimed.id, error = %lost, "Execution `{}` lost its browser and starts again", self.claimed.id);
            let Some(next) = self.restart(plan, &lease, remains).await else { return };
            (lease, runner) = next;
        }
    }

    async fn attempt(&self, plan: &Plan, (runner, pauses): &mut (Runner, Arc<Pauses>)) -> Stop {
        let began = Instant::now();
        let killer = async {
            loop {
                let until = began + plan.timeout + KILLED_AFTER + pauses.total();
                tokio::time::sleep_until(until.into()).await;
                if began + plan.timeout + KILLED_AFTER + pauses.total() <= Instant::now() {
                    return;
                }
            }
        };
        tokio::select! {
            biased;
            why = self.hold.ended() => Stop::Told(why),
            end = runner.run() => Stop::End(end),
            () = killer => Stop::Killed,
        }
    }

    async fn restart(&mut self, plan: &Plan, lease: &Lease, remains: Remains) -> Option<(Lease, (Runner, Arc<Pauses>))> {
        let Remains { write, browser, .. } = remains;
        let (written, ()) = tokio::join!(self.insist(|| Box::pin(async { self.worker.store.executions().journal(lease, write.clone()).await })), self.close(lease, browser));
        self.worker.hints.publish(written?);
        self.claimed.started_before = true;
        self.claimed.attempt = lease.attempt;
        self.claimed.journal.clear();
        let begun = self.insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await })).await?;
        self.worker.hints.publish(begun.committed);
        let runner = self.runner(plan, &begun.lease, Replay::default(), Runner::warm_up(plan));
        Some((begun.lease, runner))
    }

    /// Writes how the last attempt ended, and sees to its browser.
    async fn conclude(&self, stop: Stop, lease: &Lease, remains: Remains) {
        let once = remains.once_begun.clone();
        let outcome = match stop {
            Stop::Told(Ending::Lost) => {
                tracing::warn!(execution.id = %lease.id, epoch = lease.epoch, "Execution `{}` was fenced: another worker holds it, nothing more is written", lease.id);
                return remains.browser.close().await;
            }
            Stop::Told(Ending::HandBack) => return self.hand_back(lease, remains).await,
            Stop::Told(Ending::Cancelled(why)) => return self.cancelled(lease, remains, why).await,
            Stop::Killed => Outcome::errored(Reason::Timeout, "The flow did not end within its time, and had to be ended from outside"),
            Stop::End(End::Over(outcome)) => outcome,
            Stop::End(End::BrowserLost(why)) => lost(once.as_deref(), &why, "The browser died"),
            Stop::End(End::Diverged(why)) => lost(once.as_deref(), &why, "The flow could not be resumed"),
        };
        let Remains { write, browser, .. } = remains;
        tokio::join!(self.finish(lease, outcome, write), self.close(lease, browser));
    }

    /// The browser goes first: nothing may happen in it after the answer says `cancelled`.
    async fn cancelled(&self, lease: &Lease, remains: Remains, why: String) {
        let Remains { write, browser, .. } = remains;
        self.close(lease, browser).await;
        let overdue = self.claimed.deadline.is_some_and(|deadline| deadline <= chrono::Utc::now() + chrono::Duration::seconds(1));
        let outcome = if overdue {
            Outcome::errored(Reason::Timeout, "The time of the whole run was up")
        } else {
            Outcome { verdict: Verdict::Cancelled, reason: None, message: Some(why) }
        };
        self.finish(lease, outcome, write).await;
    }

    /// Gives the unfinished execution to whoever claims it next, unless that could only find it in doubt.
    async fn hand_back(&self, lease: &Lease, remains: Remains) {
        let Remains { write, browser, once_begun, .. } = remains;
        let resumable = browser.outlives_worker();
        if let Some(path) = once_begun.filter(|_| !resumable) {
            let message = format!("The worker was shut down after the `once` step {path} had begun; nobody can tell how far the flow got");
            tokio::join!(self.finish(lease, Outcome::errored(Reason::InDoubt, message), write), self.close(lease, browser));
            return;
        }
        let written = self.insist(|| Box::pin(async { self.worker.store.executions().journal(lease, write.clone()).await })).await;
        let Some(written) = written else { return browser.close().await };
        self.worker.hints.publish(written);
        if resumable {
            browser.leave();
        } else {
            self.close(lease, browser).await;
        }
        let released = self.insist(|| Box::pin(async { self.worker.store.executions().release(lease, "the worker was shut down", None).await })).await;
        if let Some(released) = released {
            self.worker.hints.publish(released.committed);
            self.worker.queue.ring(&[lease.id]).await;
        }
    }

    async fn refuse(&self, why: &str) {
        let Some(begun) = self.insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await })).await else { return };
        self.worker.hints.publish(begun.committed);
        self.finish(&begun.lease, Outcome::errored(Reason::Setup, self.worker.mask.text(why)), JournalWrite::default()).await;
    }

    async fn in_doubt(&self, entry: &JournalEntry) {
        let lease = self.claimed.lease();
        let name = entry.label.as_ref().map_or_else(|| format!("{} ({})", entry.path, entry.step_type), |label| format!("{} “{label}”", entry.path));
        let known = if entry.status == StepStatus::Running { "had begun and its result is unknown" } else { "had been done" };
        let outcome = Outcome::errored(
            Reason::InDoubt,
            format!("The worker was lost; the `once` step {name} {known}, so the flow was not started again. Look at the application before you run it again"),
        );
        let finished = self.claimed.journal.iter().filter(|entry| entry.status == StepStatus::Running).map(doubted).collect();
        self.finish(&lease, outcome, JournalWrite { finished, durable: true, ..JournalWrite::default() }).await;
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, write: JournalWrite) {
        let finished = self.insist(|| Box::pin(async { self.worker.store.executions().finish(lease, outcome.clone(), write.clone()).await })).await;
        let Some(Finished { status, committed, .. }) = finished else { return };
        self.worker.hints.publish(committed);
        let message = outcome.message.as_deref().unwrap_or_default();
        if status == Status::Queued {
            tracing::info!(execution.id = %lease.id, attempt = lease.attempt, "Attempt {} of execution `{}` ended {}; another follows: {message}", lease.attempt, lease.id, outcome.verdict);
        } else {
            tracing::info!(execution.id = %lease.id, attempt = lease.attempt, %status, "Execution `{}` ended {status} {message}", lease.id);
        }
    }

    /// Closes the browser and notes that it is gone.
    async fn close(&self, lease: &Lease, browser: Lent) {
        let id = browser.id();
        browser.close().await;
        self.hold.set_browser(None);
        let Some(id) = id else { return };
        match self.worker.store.browsers().close(lease, id).await {
            Ok(committed) => self.worker.hints.publish(committed),
            Err(e) => tracing::warn!(browser_session.id = %id, error = %e, "The end of browser `{id}` was not recorded; a sweeper will"),
        }
    }

    /// Repeats a write until it is done, refused, or the lease is lost; `None` when nothing was written.
    async fn insist<'f, T>(&self, write: impl Fn() -> BoxFuture<'f, Result<T, store::Error>>) -> Option<T> {
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
        Some(path) => Outcome::errored(Reason::InDoubt, format!("{what} after the `once` step {path} had begun, so the flow was not started again: {why}")),
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
