//! The mutation score of a flow: looks at the flow as it is, puts one fault after another into the site on its way to the browser, and
//! notes which of them the flow notices.
//!
//! A measurement opens no browser itself: it looks and tries by ordinary test runs, which any worker may carry out. So all its state
//! is in rows, and a later claim goes on with the runs that were noted.

mod judge;
mod plan;
mod request;
mod runs;
mod verify;

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::{
        event::Event,
        ids::TestRunId,
        mutation::{MutantResult, MutationTally, ProofStatus},
    },
    store::{ClaimedMutationScore, JobHold, MutationEnd, MutationLease},
};
use serde_json::{Map, Value, json};
use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    job::{CurrentRun, keep},
    worker::Worker,
};
use plan::{Planned, Seen};
use request::MutationRequest;

/// Measurements of one worker at once: they wait for runs, and cost little else.
const AT_ONCE: usize = 2;
/// Time between two looks for something to do.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Mutants of one run, when the flow bears company.
const BATCH: usize = 8;

/// Claims and carries out measurements until `stop`; what is not done then is given back.
pub async fn watch(worker: Arc<Worker>, stop: CancellationToken) {
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
            let (worker, stop) = (worker.clone(), stop.clone());
            running.spawn(async move { hold(&worker, claimed, &stop).await });
        }
    }
    running.join_all().await;
}

/// Claims what is to be done next, and ends what no worker survives.
async fn look(worker: &Worker) -> Option<ClaimedMutationScore> {
    let (scores, config) = (worker.store.mutation_scores(), &worker.config.worker);
    match scores.bury(config.max_crashes).await {
        Ok(ended) => ended.into_iter().for_each(|committed| worker.hints.publish(committed)),
        Err(e) => tracing::debug!(error = %e, "Mutation scores without a worker could not be looked for"),
    }
    match scores.claim_next(worker.id, config.lease, config.max_crashes).await {
        Ok(claimed) => claimed,
        Err(e) => {
            tracing::debug!(error = %e, "No mutation score could be claimed");
            None
        }
    }
}

/// Carries a measurement out as long as its lease holds.
async fn hold(worker: &Arc<Worker>, claimed: ClaimedMutationScore, stop: &CancellationToken) {
    let lease = claimed.lease.clone();
    tracing::info!(mutation_score.id = %lease.id, epoch = lease.epoch, "Claimed mutation score `{}`", lease.id);
    let renew = |lasts| {
        let (store, lease) = (worker.store.clone(), lease.clone());
        async move { store.mutation_scores().renew(&lease, lasts).await }
    };
    let current = CurrentRun::default();
    let work = Measurement::new(worker, claimed, current.clone());
    let end = tokio::select! {
        told = keep(&worker.config.worker, renew) => match told {
            JobHold::CancelRequested => {
                current.cancel(worker, lease.project).await;
                MutationEnd::without_score("cancelled", None)
            }
            JobHold::Held | JobHold::Lost => {
                tracing::warn!(mutation_score.id = %lease.id, "The lease on mutation score `{}` was lost", lease.id);
                return;
            }
        },
        () = stop.cancelled() => {
            if let Err(e) = worker.store.mutation_scores().release(&lease).await {
                tracing::warn!(error = %e, "Mutation score `{}` could not be handed back; its lease will run out", lease.id);
            }
            return;
        }
        end = work.run() => end.unwrap_or_else(|failed| MutationEnd::without_score("failed", Some(failed))),
    };
    accept_what_is_proven(worker, &lease, &end).await;
    match worker.store.mutation_scores().finish(&lease, end).await {
        Ok(committed) => worker.hints.publish(committed),
        Err(e) => {
            tracing::warn!(mutation_score.id = %lease.id, error = %e, "The end of mutation score `{}` could not be written", lease.id);
        }
    }
}

/// A healed version that has lost nothing is taken over when its run said so. Before the end is written: a later claim of the same
/// measurement comes to the same result and finds the version taken over.
async fn accept_what_is_proven(worker: &Worker, lease: &MutationLease, end: &MutationEnd) {
    let Some((proposal, before)) = lease.proof else { return };
    if end.proves(before).status != ProofStatus::Held {
        return;
    }
    let proposals = worker.store.proposals();
    let mut backoff = crate::backoff::Backoff::default();
    loop {
        match proposals.accept_proven(lease.project, lease.flow, proposal).await {
            Ok(true) => {
                tracing::info!(flow.id = %lease.flow, "The healed version of flow `{}` was taken over", lease.flow)
            }
            Ok(false) => {}
            Err(e) if e.is_transient() => {
                backoff.wait().await;
                continue;
            }
            Err(e) => tracing::warn!(error = %e, "The healed version of flow `{}` could not be taken over", lease.flow),
        }
        return;
    }
}

/// A measurement that is carried out.
struct Measurement<'a> {
    worker: &'a Arc<Worker>,
    lease: MutationLease,
    request: Value,
    /// The runs so far, by what they are for, and how many mutants have been told of.
    progress: Map<String, Value>,
    current: CurrentRun,
    tally: MutationTally,
    total: u32,
}

impl<'a> Measurement<'a> {
    fn new(worker: &'a Arc<Worker>, claimed: ClaimedMutationScore, current: CurrentRun) -> Self {
        let progress = claimed.progress.as_object().cloned().unwrap_or_default();
        let (lease, request) = (claimed.lease, claimed.request);
        Self { worker, lease, request, progress, current, tally: MutationTally::default(), total: 0 }
    }

    async fn run(mut self) -> Result<MutationEnd, String> {
        let request: MutationRequest =
            serde_json::from_value(self.request.clone()).map_err(|e| format!("the request cannot be read: {e}"))?;
        let until = Instant::now() + Duration::from_secs(request.seconds);
        let (seen, together) = self.look_at_the_flow(&request).await?;
        let is_proof = !request.again.is_empty();
        let plan = if is_proof { plan::again(&seen, &request) } else { plan::plan(&seen, &request) };
        self.total = u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let (mut results, mut tried) = (Vec::new(), Vec::new());
        let batch = if together { BATCH } else { 1 };
        for (number, mutants) in plan.chunks(batch).enumerate() {
            // a run that was begun before is paid for
            let begun = self.progress.contains_key(&purpose(number));
            if Instant::now() >= until && !begun {
                self.tally.left_out += u32::try_from(mutants.len()).unwrap_or_default();
                continue;
            }
            let judged = self.try_batch(number, mutants, &request, &seen).await?;
            tried.extend(mutants.iter().take(judged.len()).map(|planned| planned.mutant.clone()));
            results.extend(judged);
        }
        if !is_proof {
            self.verify(&request, &mut results).await?;
        }
        let message = match (plan.is_empty(), self.tally.left_out) {
            (true, _) => Some("There is nothing in this flow that a fault could be put into.".to_owned()),
            (false, 0) => None,
            (false, left) => Some(format!("{left} mutants were not tried: the {} s were up.", request.seconds)),
        };
        Ok(MutationEnd { status: "ready", message, mutants: results, plan: tried, tally: self.tally })
    }

    /// Executes the flow as it is, twice at the same time; a flow that does not bear that, once more alone. Answers what it saw and
    /// whether executions may be at the same time.
    async fn look_at_the_flow(&mut self, request: &MutationRequest) -> Result<(Seen, bool), String> {
        let as_it_is = [None, None];
        let run = self.execute("look", "looking", "Looking at the flow as it is.", request, &as_it_is).await?;
        let mut passed = Vec::new();
        for execution in &run.executions {
            if runs::passed(execution) {
                passed.push(self.seen(execution).await);
            }
        }
        if passed.len() == 2 {
            let twin = passed.pop();
            let seen = passed.pop().unwrap_or_default();
            return Ok((seen.stable(twin.as_ref()), true));
        }
        let message = "Two executions at the same time did not both pass; looking once more, at one alone.";
        let run = self.execute("look_alone", "looking", message, request, &as_it_is[..1]).await?;
        let alone = run.executions.first().ok_or("the run has no execution")?;
        if !runs::passed(alone) {
            return Err(format!(
                "The flow does not pass without any fault, so faults would show nothing: {}",
                runs::why(alone)
            ));
        }
        Ok((self.seen(alone).await, false))
    }

    async fn try_batch(
        &mut self,
        number: usize,
        mutants: &[Planned],
        request: &MutationRequest,
        seen: &Seen,
    ) -> Result<Vec<MutantResult>, String> {
        let done = self.done();
        let message = format!("Trying mutants {} to {} of {}.", done + 1, done + mutants.len(), self.total);
        let faulty: Vec<Option<&Planned>> = mutants.iter().map(Some).collect();
        let run = self.execute(&purpose(number), "trying", &message, request, &faulty).await?;
        let mut judged = Vec::new();
        for (planned, execution) in mutants.iter().zip(&run.executions) {
            let looks = self.seen(execution).await.looks;
            let result = judge::judge(planned, execution, &looks, seen);
            self.tally.count(result.fate);
            judged.push(result);
        }
        let told = format!("told_{number}");
        if !self.progress.contains_key(&told) {
            self.progress.insert(told, json!(true));
            let events = judged.iter().map(|result| Event::MutationTried {
                mutation_score_id: self.lease.id,
                kind: result.kind,
                description: result.description.clone(),
                fate: result.fate,
            });
            let events = events.collect();
            self.note(events).await?;
        }
        Ok(judged)
    }

    /// Mutants that have been tried.
    fn done(&self) -> usize {
        let MutationTally { caught, missed, not_applicable, unclear, left_out: _ } = self.tally;
        (caught + missed + not_applicable + unclear) as usize
    }

    /// Tells the stream what happens now.
    async fn tell(&self, phase: &str, message: &str, run: Option<TestRunId>) -> Result<(), String> {
        let event = Event::MutationProgress {
            mutation_score_id: self.lease.id,
            phase: phase.into(),
            message: message.into(),
            test_run_id: run,
            done: u32::try_from(self.done()).unwrap_or(u32::MAX),
            total: self.total,
        };
        self.note(vec![event]).await
    }

    async fn note(&self, events: Vec<Event>) -> Result<(), String> {
        let progress = json!(self.progress);
        let mut backoff = crate::backoff::Backoff::default();
        loop {
            match self.worker.store.mutation_scores().note(&self.lease, &progress, events.clone()).await {
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

fn purpose(batch: usize) -> String {
    format!("try_{batch}")
}
