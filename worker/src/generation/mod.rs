//! Flows for a prompt: explores the site, lets a model write flows, tries them, lets it correct what did not work, and keeps
//! the drafts with what is known about each.
//!
//! A generation opens no browser: it explores and tries by ordinary test runs, which any worker may carry out. So all its
//! state is in rows: a later claim goes on with the runs that were noted, and answers that were paid for are in the ledger.

mod candidates;
mod explore;
mod prompt;
mod request;
mod runs;

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::event::{Event, generation_topic},
    store::{ClaimedGeneration, GenerationEnd, GenerationLease, JobHold},
    telemetry::traces,
};
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

use crate::{
    job::{CurrentRun, keep},
    model::{Call, Error as ModelError, Models},
    spending::{Purse, caps},
    worker::Worker,
};
use candidates::{Candidate, Tried};
use request::GenerationRequest;

/// Generations of one worker at once: they wait for models and for runs, and cost little else.
const AT_ONCE: usize = 2;
/// Time between two looks for something to do.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Longest time for a generation, from its claim.
const LONGEST: Duration = Duration::from_secs(900);

/// Claims and carries out generations until `stop`; what is not done then is given back.
pub async fn watch(worker: Arc<Worker>, models: Arc<Models>, stop: CancellationToken) {
    let mut running = JoinSet::new();
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        while running.try_join_next().is_some() {}
        if running.len() >= AT_ONCE || worker.draining.load(std::sync::atomic::Ordering::SeqCst) {
            continue;
        }
        // a database that hangs must not hold up the end of the worker
        let Some(claimed) = stop.run_until_cancelled(look(&worker)).await else { break };
        if let Some(claimed) = claimed {
            let (worker, models, stop) = (worker.clone(), models.clone(), stop.clone());
            running.spawn(async move { hold(&worker, &models, claimed, &stop).await });
        }
    }
    running.join_all().await;
}

/// Claims what is to be done next, and ends what no worker survives.
async fn look(worker: &Worker) -> Option<ClaimedGeneration> {
    let (generations, config) = (worker.store.generations(), &worker.config.worker);
    match generations.bury(config.max_crashes).await {
        Ok(ended) => ended.into_iter().for_each(|committed| worker.hints.publish(committed)),
        Err(e) => tracing::debug!(error = %e, "Generations without a worker could not be looked for"),
    }
    match generations.claim_next(worker.id, config.lease, config.max_crashes).await {
        Ok(claimed) => claimed,
        Err(e) => {
            tracing::debug!(error = %e, "No generation could be claimed");
            None
        }
    }
}

/// Carries a generation out as long as its lease holds.
async fn hold(worker: &Arc<Worker>, models: &Models, claimed: ClaimedGeneration, stop: &CancellationToken) {
    let lease = claimed.lease.clone();
    let interrupt = stop.child_token();
    let _interrupt_in_any_case = interrupt.clone().drop_guard();
    tracing::info!(test_session.id = %lease.id, epoch = lease.epoch, "Claimed generation `{}`", lease.id);
    let span = traced(&claimed);
    let renew = |lasts| {
        let (store, lease) = (worker.store.clone(), lease.clone());
        async move { store.generations().renew(&lease, lasts).await }
    };
    let current = CurrentRun::default();
    let work = Generation::new(worker, models, claimed, interrupt.clone(), current.clone());
    tokio::select! {
        told = keep(&worker.config.worker, renew) => match told {
            JobHold::CancelRequested => {
                interrupt.cancel();
                current.cancel(worker, lease.project).await;
                let end = GenerationEnd { failed: None, flows: Vec::new(), demo: false, cancelled: true };
                finish(worker, &lease, Ok(end)).await;
            }
            JobHold::Held | JobHold::Lost => {
                tracing::warn!(test_session.id = %lease.id, "The lease on generation `{}` was lost", lease.id);
            }
        },
        () = stop.cancelled() => {
            if let Err(e) = worker.store.generations().release(&lease).await {
                tracing::warn!(error = %e, "Generation `{}` could not be handed back; its lease will run out", lease.id);
            }
        }
        end = tokio::time::timeout(LONGEST, work.run().instrument(span)) => {
            let end = end.unwrap_or_else(|_| Err(format!("it took longer than {} s", LONGEST.as_secs())));
            finish(worker, &lease, end).await;
        }
    }
}

/// The span of a claim: the first one belongs to the request that asked for the flows, later ones are traces of their own.
fn traced(claimed: &ClaimedGeneration) -> Span {
    let span = tracing::info_span!(
        target: traces::TARGET,
        "generation",
        otel.kind = "consumer",
        flowtilla.test_session.id = %claimed.lease.id,
        flowtilla.epoch = claimed.lease.epoch,
    );
    if let Some(asked) = claimed.request.get(traces::OPTION).and_then(Value::as_str) {
        if claimed.lease.epoch <= 1 { traces::adopt(&span, asked) } else { traces::link(&span, asked) }
    }
    span
}

async fn finish(worker: &Worker, lease: &GenerationLease, end: Result<GenerationEnd, String>) {
    let end = end.unwrap_or_else(|failed| GenerationEnd {
        failed: Some(failed),
        flows: Vec::new(),
        demo: false,
        cancelled: false,
    });
    match worker.store.generations().finish(lease, end).await {
        Ok(committed) => worker.hints.publish(committed),
        Err(e) => {
            tracing::warn!(test_session.id = %lease.id, error = %e, "The end of generation `{}` could not be written", lease.id)
        }
    }
}

/// A generation that is carried out.
struct Generation<'a> {
    worker: &'a Arc<Worker>,
    models: &'a Models,
    lease: GenerationLease,
    request: Value,
    /// The runs so far, by what they are for.
    progress: Map<String, Value>,
    interrupt: CancellationToken,
    current: CurrentRun,
}

impl<'a> Generation<'a> {
    fn new(
        worker: &'a Arc<Worker>,
        models: &'a Models,
        claimed: ClaimedGeneration,
        interrupt: CancellationToken,
        current: CurrentRun,
    ) -> Self {
        let progress = claimed.progress.as_object().cloned().unwrap_or_default();
        Self { worker, models, lease: claimed.lease, request: claimed.request, progress, interrupt, current }
    }

    async fn run(mut self) -> Result<GenerationEnd, String> {
        let request: GenerationRequest =
            serde_json::from_value(self.request.clone()).map_err(|e| format!("the request cannot be read: {e}"))?;
        let live = request.explore && request.base_url.is_some();
        let pages = if live { self.explore(&request).await? } else { Vec::new() };
        self.tell("writing", "The model writes flows.", None).await?;
        let written = self.ask(&request, "write", prompt::write(&request, &pages)?).await?;
        let (mut candidates, demo) = written;
        let mut tried = Vec::new();
        if live {
            tried = self.try_out(&candidates, "try").await?;
            let broken: Vec<usize> = (0..candidates.len()).filter(|at| !tried[*at].passed).collect();
            if !broken.is_empty() {
                self.correct(&request, &mut candidates, &mut tried, &broken).await?;
            }
        }
        let flows = candidates.iter().enumerate().map(|(at, candidate)| candidate.kept(tried.get(at), demo)).collect();
        Ok(GenerationEnd { failed: None, flows, demo, cancelled: false })
    }

    /// Shows the model what did not work, and tries what it makes of it. What still fails stays as it was tried first.
    async fn correct(
        &mut self,
        request: &GenerationRequest,
        candidates: &mut [Candidate],
        tried: &mut [Tried],
        broken: &[usize],
    ) -> Result<(), String> {
        self.tell("correcting", &format!("{} flows did not pass; the model corrects them.", broken.len()), None)
            .await?;
        let shown: Vec<(&Candidate, &Tried)> = broken.iter().map(|at| (&candidates[*at], &tried[*at])).collect();
        let Ok((corrected, _)) = self.ask(request, "correct", prompt::correct(request, &shown)?).await else {
            // the first drafts are there, with what is wrong with them
            return Ok(());
        };
        let again = self.try_out(&corrected, "try_again").await?;
        for (candidate, now) in corrected.into_iter().zip(again) {
            let place = broken.iter().copied().find(|at| candidates[*at].flow.name == candidate.flow.name);
            let Some(at) = place else { continue };
            if now.passed || now.reached > tried[at].reached {
                candidates[at] = candidate;
                tried[at] = now;
            }
        }
        Ok(())
    }

    async fn ask(
        &self,
        request: &GenerationRequest,
        label: &str,
        asked: crate::model::Request,
    ) -> Result<(Vec<Candidate>, bool), String> {
        let purse = Purse {
            store: self.worker.store.clone(),
            hints: self.worker.hints.clone(),
            project: self.lease.project,
            topic: generation_topic(self.lease.id).into(),
            caps: caps(&self.worker.config.models, request.max_usd.map(|usd| usd * explore::REST)),
        };
        let call =
            Call { model: request.model.as_deref(), account: &purse, label, stop: &self.interrupt, sink: &mut |_| {} };
        let said = |error: ModelError| format!("{}: {error}", error.kind);
        let check = |value: &Value| candidates::read(value, request);
        let checked = self.models.json(&asked, call, &check).await.map_err(said)?;
        Ok((checked.value, checked.turn.endpoint.starts_with("demo")))
    }

    /// Notes what has been done and tells the stream.
    async fn tell(
        &self,
        phase: &str,
        message: &str,
        run: Option<flowtilla_shared::domain::ids::TestRunId>,
    ) -> Result<(), String> {
        let event = Event::GenerationProgress {
            test_session_id: self.lease.id,
            phase: phase.into(),
            message: message.into(),
            test_run_id: run,
        };
        let progress = json!(self.progress);
        let mut backoff = crate::backoff::Backoff::default();
        loop {
            match self.worker.store.generations().note(&self.lease, &progress, vec![event.clone()]).await {
                Ok(committed) => {
                    self.worker.hints.publish(committed);
                    return Ok(());
                }
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(e.to_string()),
            }
        }
    }
}
