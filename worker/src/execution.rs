//! One claimed execution, from its claim to its end: which rung to stand on, the attempts, what is written last.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::{
        event::run_topic,
        flow::{Evidence, Flow},
        journal::{JournalEntry, Lease},
        mutation::mutant_of,
    },
    store::{Begun, Claimed},
};

use serde_json::Value;

use crate::{
    baselines::StoredBaselines,
    driver::Driver,
    evidence::Reel,
    lease::{Ending, Hold},
    mask::Mask,
    recorder::{Desk, KnownSession, Recorder},
    runner::{self, Advice, Browsing, End, Healing, Pauses, Plan, Remains, Replay, Runner, once_begun, unclear},
    spending::{Purse, caps},
    vault::Vault,
    worker::Worker,
};

/// The option of a run that a generation makes to look around.
pub const SURVEY: &str = "survey";

/// Attempts that a dying browser may cost within one claim before the execution is given up.
const MOST_RESTARTS: u32 = 2;

/// Time past the flow's own after which an attempt is ended from outside, whatever hangs in it.
const KILLED_AFTER: Duration = Duration::from_secs(6);

/// Longest time to find an earlier browser session again.
const ATTACHED_WITHIN: Duration = Duration::from_secs(10);

/// How a claimed execution goes on.
enum Rung {
    /// In the browser of the claim before, at the first step without a result.
    Resume(Box<dyn Driver>, Box<KnownSession>),
    /// In a fresh browser from step 0, as a new attempt.
    Begin,
    /// Not at all: a `once` step may have taken effect, and nobody can tell how far it got.
    InDoubt(Box<JournalEntry>),
}

/// How one attempt came to an end.
pub(crate) enum Stop {
    End(End),
    Told(Ending),
    /// It outlived its time and did not notice.
    Killed,
}

/// The execution that a worker holds.
pub struct Execution<'a> {
    pub(crate) worker: &'a Worker,
    pub(crate) hold: Arc<Hold>,
    pub(crate) claimed: Claimed,
    pub(crate) claimed_at: Instant,
    /// Of the project's secrets, once they are open.
    pub(crate) mask: Arc<Mask>,
}

impl<'a> Execution<'a> {
    #[must_use]
    pub fn new(worker: &'a Worker, hold: Arc<Hold>, claimed: Claimed) -> Self {
        Self { worker, hold, claimed, claimed_at: Instant::now(), mask: worker.mask.clone() }
    }

    /// Carries the execution out and records how it ended. Never fails: whatever breaks is an outcome, or was handed back,
    /// or belongs to another worker by now.
    pub async fn run(mut self) {
        let Some(vault) = self.vault().await else { return };
        self.mask = vault.mask.clone();
        let plan = match self.plan(vault) {
            Ok(plan) => plan,
            Err(why) => return self.refuse(&why).await,
        };
        match self.rung().await {
            Rung::InDoubt(entry) => self.in_doubt(&entry).await,
            Rung::Resume(driver, session) => {
                tracing::info!(execution.id = %self.claimed.id, "Execution `{}` goes on in the browser of an earlier claim", self.claimed.id);
                let Some(begun) = self
                    .insist(|| Box::pin(async { self.worker.store.executions().resume(&self.claimed).await }))
                    .await
                else {
                    return driver.close().await;
                };
                let replay = Replay::of(&self.claimed.journal);
                self.attempts(&plan, begun, replay, Some((driver, session))).await;
            }
            Rung::Begin => {
                let browsing = Runner::warm_up(&plan);
                let Some(begun) = self
                    .insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await }))
                    .await
                else {
                    return browsing.lend().close().await;
                };
                self.attempts_with(&plan, begun, browsing).await;
            }
        }
    }

    /// Opens what the project has put away; `None` when the lease is lost meanwhile.
    async fn vault(&self) -> Option<Arc<Vault>> {
        let worker = self.worker;
        let project = self.claimed.project_id;
        let open =
            || Vault::open(&worker.store, &worker.blobs, project, &worker.ring, &worker.secrets, &worker.local_steps);
        self.insist(|| Box::pin(open())).await.map(Arc::new)
    }

    fn plan(&self, vault: Arc<Vault>) -> Result<Plan, String> {
        let flow: Flow = serde_json::from_value(self.claimed.document.clone())
            .map_err(|e| format!("The flow document cannot be read: {e}"))?;
        let seconds = self.claimed.timeout_seconds.or(flow.timeout);
        let timeout =
            seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).unwrap_or(self.worker.config.limits.flow_timeout);
        let evidence = self.evidence(&flow);
        let plan = Plan {
            execution: self.claimed.id,
            names: Plan::names(&self.claimed.env, &self.worker.environment, &vault.secrets),
            flow: Arc::new(flow),
            params: self.claimed.params.clone(),
            mask: vault.mask.clone(),
            vault,
            timeout,
            max_steps: self.worker.config.limits.max_steps,
            upload_dir: self.worker.config.worker.upload_dir.clone().into(),
            evidence,
            browsers: self.worker.browsers.clone(),
            flows: self.worker.flows(&self.claimed),
            baselines: Arc::new(StoredBaselines::new(self.worker, &self.claimed)),
            mutant: mutant_of(&self.claimed.document).map(Arc::new),
            advice: self.advice(),
            healing: self.healing(),
            survey: self.claimed.options.get(SURVEY).and_then(Value::as_bool).unwrap_or_default(),
        };
        match runner::missing(&plan) {
            Some(error) => Err(error.message),
            None => Ok(plan),
        }
    }

    /// As the run says.
    fn healing(&self) -> Healing {
        let asked = self.claimed.options.get("healing").cloned().unwrap_or_default();
        serde_json::from_value(asked).unwrap_or_default()
    }

    /// What it heals may be taken over without a person, once that is proven: the run says so, and was started by somebody who may approve.
    pub(crate) fn heals_by_itself(&self) -> bool {
        self.healing() == Healing::Auto && self.claimed.options.get("healing_by").is_some_and(Value::is_string)
    }

    /// The models that its steps ask; the run pays.
    fn advice(&self) -> Advice {
        let worker = self.worker;
        Advice {
            models: worker.models.clone(),
            purse: Purse {
                store: worker.store.clone(),
                hints: worker.hints.clone(),
                project: self.claimed.project_id,
                topic: run_topic(self.claimed.run_id).into(),
                caps: caps(&worker.config.models, None),
            },
            lease: self.claimed.lease(),
        }
    }

    /// Looks at what an earlier claim left: a browser that answers, a journal, a `once` step.
    async fn rung(&self) -> Rung {
        if !self.claimed.started_before {
            return Rung::Begin;
        }
        let journal = &self.claimed.journal;
        let session =
            self.claimed.session.clone().and_then(|session| serde_json::from_value::<KnownSession>(session).ok());
        if let Some(session) = session {
            if unclear(journal).is_none() {
                let attached = self.worker.browsers.attach(&session.handle);
                match tokio::time::timeout(ATTACHED_WITHIN, attached).await {
                    Ok(Ok(Some(driver))) => return Rung::Resume(driver, Box::new(session)),
                    Ok(Ok(None)) => {
                        tracing::info!(execution.id = %self.claimed.id, "The browser of execution `{}` does not answer any more", self.claimed.id)
                    }
                    Ok(Err(e)) => {
                        tracing::info!(execution.id = %self.claimed.id, error = %e, "The browser of execution `{}` cannot be taken over", self.claimed.id)
                    }
                    Err(_) => {
                        tracing::info!(execution.id = %self.claimed.id, "The browser of execution `{}` did not answer in time", self.claimed.id)
                    }
                }
            }
            self.worker.discard(session.handle);
            self.note_closed(&self.claimed.lease(), Some(session.id)).await;
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

    async fn attempts(
        &mut self,
        plan: &Plan,
        begun: Begun,
        replay: Replay,
        session: Option<(Box<dyn Driver>, Box<KnownSession>)>,
    ) {
        self.worker.hints.publish(begun.committed);
        let mut runner = self.runner(plan, &begun.lease, replay, Browsing::none());
        if let Some((driver, session)) = session {
            runner.0.use_session(driver, session.id);
        }
        self.go(plan, begun.lease, runner).await;
    }

    fn runner(&self, plan: &Plan, lease: &Lease, replay: Replay, browsing: Browsing) -> (Runner, Arc<Pauses>) {
        let pauses = Arc::new(Pauses::default());
        let desk = Desk { mask: self.mask.clone(), ..self.worker.desk() };
        let reel = Reel::new(self.worker.reel_options(plan.evidence), plan.flow.clone());
        let recorder = Recorder::start(desk, lease.clone(), self.hold.clone(), reel);
        let mut runner = Runner::new(plan.for_attempt(lease), self.hold.clone(), recorder, replay, pauses.clone());
        runner.use_browser(browsing);
        (runner, pauses)
    }

    /// Which evidence is kept: as the run says, else the flow, else this worker's settings.
    fn evidence(&self, flow: &Flow) -> Evidence {
        let asked = self.claimed.options.get("evidence").cloned().unwrap_or_default();
        let of_run: Evidence = serde_json::from_value(asked).unwrap_or_default();
        of_run.or(flow.evidence.unwrap_or_default()).or(self.worker.config.evidence.into())
    }

    /// Attempt after attempt, as long as the browser dies and nothing is in doubt.
    async fn go(&mut self, plan: &Plan, mut lease: Lease, mut runner: (Runner, Arc<Pauses>)) {
        for restarts in 0.. {
            let stop = self.attempt(plan, &mut runner).await;
            let keep = matches!(stop, Stop::Told(Ending::HandBack));
            let remains = runner.0.take_apart(keep);
            let (Stop::End(End::BrowserLost(why) | End::Diverged(why)), None, true) =
                (&stop, &remains.once_begun, restarts < MOST_RESTARTS)
            else {
                return self.conclude(stop, &lease, remains).await;
            };
            tracing::warn!(execution.id = %self.claimed.id, error = %why, "Execution `{}` lost its browser and starts again", self.claimed.id);
            let Some(next) = self.restart(plan, &lease, remains).await else { return };
            (lease, runner) = next;
        }
    }

    async fn attempt(&self, plan: &Plan, (runner, pauses): &mut (Runner, Arc<Pauses>)) -> Stop {
        let began = Instant::now();
        let killer = async {
            loop {
                let most = plan.timeout + runner::overtime(plan) + KILLED_AFTER;
                tokio::time::sleep_until((began + most + pauses.total()).into()).await;
                if began + most + pauses.total() <= Instant::now() {
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

    async fn restart(
        &mut self,
        plan: &Plan,
        lease: &Lease,
        remains: Remains,
    ) -> Option<(Lease, (Runner, Arc<Pauses>))> {
        let Remains { recorder, mut browser, logs, .. } = remains;
        let id = browser.id();
        let reel = recorder.reel().clone();
        logs.iter().flat_map(|logs| logs.captures(false)).for_each(|log| reel.log(log));
        let announced = self.expect_evidence(&reel, lease, false).await;
        let (written, ()) = tokio::join!(self.write_rest(lease, recorder), async {
            reel.end(browser.last_picture()).await;
            browser.close().await;
        });
        self.note_closed(lease, id).await;
        written?;
        if announced {
            self.worker.darkroom.develop(&reel, lease.clone(), false);
        }
        self.claimed.started_before = true;
        self.claimed.attempt = lease.attempt;
        self.claimed.journal.clear();
        let begun = self
            .insist(|| Box::pin(async { self.worker.store.executions().begin_attempt(&self.claimed).await }))
            .await?;
        self.worker.hints.publish(begun.committed);
        let runner = self.runner(plan, &begun.lease, Replay::default(), Runner::warm_up(plan));
        Some((begun.lease, runner))
    }
}
