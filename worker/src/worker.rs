//! What one worker process shares between the executions it carries out.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use flowtilla_shared::{
    blob::Blobs,
    config::Config,
    domain::{
        flow::Evidence,
        ids::{BrowserSessionId, WorkerId},
        journal::{JournalWrite, Lease},
        outcome::Outcome,
        status::Reason,
    },
    queue::Queue,
    seal::KeyRing,
    store::{Caps, ClaimBy, Claimed, Store},
    telemetry::traces,
};
use futures_util::FutureExt;
use tokio::sync::{Notify, watch};
use tracing::{Instrument, Span};

use crate::{
    agent::hosted::Hosted,
    desktop::Probed,
    driver::SessionHandle,
    evidence::{Darkroom, ReelOptions},
    execution::Execution,
    flows::{StoredFlows, started_depth},
    hints::Hints,
    lease::{Hold, Leases},
    mask::{Mask, Secrets},
    model::Models,
    recorder::Desk,
    runner::{BrowserSource, FlowLookup},
    vault::LocalSteps,
};

/// One worker process.
pub struct Worker {
    /// New with each boot.
    pub id: WorkerId,
    /// For people; stable over boots.
    pub name: String,
    pub config: Config,
    pub store: Store,
    pub queue: Queue,
    pub blobs: Blobs,
    pub hints: Hints,
    /// Where evidence is made after the verdict.
    pub darkroom: Darkroom,
    pub browsers: Arc<dyn BrowserSource>,
    /// What desktops this machine can have.
    pub desktops: Probed,
    /// The agent sessions that are held here.
    pub hosted: Hosted,
    pub leases: Leases,
    pub secrets: Arc<Secrets>,
    pub mask: Arc<Mask>,
    /// Opens what projects have put away.
    pub ring: Arc<KeyRing>,
    pub local_steps: Arc<LocalSteps>,
    pub models: Arc<Models>,
    /// The process's environment, as read at start.
    pub environment: HashMap<String, String>,
    /// Renews the leases at once, to learn of a cancellation.
    pub poke: Arc<Notify>,
    /// No further execution is claimed: it ends, or an operator wants it to pause.
    pub draining: AtomicBool,
    /// It was told to end.
    pub ending: AtomicBool,
    /// An operator wants it to claim nothing more.
    pub paused: watch::Sender<bool>,
}

impl Worker {
    /// Answers a ring: claims what should run next, if anything, and carries it out.
    ///
    /// With caps set, goes on until nothing more can be claimed: the end of one execution may be what another waited for.
    pub async fn answer(self: &Arc<Self>) {
        loop {
            let drained = self.draining.load(Ordering::SeqCst);
            if drained || !self.take_one().await || !self.has_caps() {
                return;
            }
        }
    }

    fn has_caps(&self) -> bool {
        self.config.limits.max_running > 0 || self.config.limits.max_running_per_project > 0
    }

    /// Claims one execution and carries it out; `false` when there was none.
    async fn take_one(self: &Arc<Self>) -> bool {
        let by = ClaimBy {
            worker_id: self.id,
            worker_name: self.name.clone(),
            lease: self.config.worker.lease,
            caps: Caps {
                running: self.config.limits.max_running,
                running_per_project: self.config.limits.max_running_per_project,
            },
            max_crashes: self.config.worker.max_crashes,
            browsers: self.browsers.names(),
        };
        let asked = Instant::now();
        let claimed = match self.store.executions().claim_next(&by).await {
            Ok(Some(claimed)) => claimed,
            Ok(None) => return false,
            Err(e) => {
                // the ring is lost with this; the sweeper rings again for whatever is due
                tracing::warn!(error = %e, "Nothing could be claimed");
                return false;
            }
        };
        let hold = Arc::new(Hold::new(claimed.id, claimed.epoch, asked, self.config.worker.action_gate));
        let held = self.leases.take(hold.clone());
        let (id, lease) = (claimed.id, claimed.lease());
        tracing::info!(execution.id = %id, epoch = claimed.epoch, attempt = claimed.attempt, "Claimed execution `{id}` of flow “{}”", claimed.flow_name);
        let span = tracing_span(&claimed);
        let run = Execution::new(self, hold, claimed).run().instrument(span);
        let ran = AssertUnwindSafe(run).catch_unwind().await;
        if ran.is_err() {
            self.panicked(&lease, held.hold.browser()).await;
        }
        drop(held);
        true
    }

    /// An execution hit a bug of ours: it ends, and its browser, which was dropped with it, is noted as gone.
    async fn panicked(&self, lease: &Lease, browser: Option<BrowserSessionId>) {
        let id = lease.id;
        tracing::error!(execution.id = %id, "Execution `{id}` panicked");
        let outcome = Outcome::errored(
            Reason::Infra,
            "The worker hit a bug while it carried the flow out; its log has the details",
        );
        match self.store.executions().finish(lease, outcome, JournalWrite::default()).await {
            Ok(finished) => self.hints.publish(finished.committed),
            Err(e) => {
                tracing::warn!(execution.id = %id, error = %e, "The end of execution `{id}` could not be written; its lease will run out")
            }
        }
        if let Some(browser) = browser {
            match self.store.browsers().close(lease, browser).await {
                Ok(committed) => self.hints.publish(committed),
                Err(e) => {
                    tracing::warn!(execution.id = %id, error = %e, "The end of browser `{browser}` was not recorded")
                }
            }
        }
    }

    /// Where journals are written.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk {
            store: self.store.clone(),
            hints: self.hints.clone(),
            worker_name: self.name.clone(),
            blobs: self.blobs.clone(),
            mask: self.mask.clone(),
            max_artifact_bytes: self.config.storage.max_artifact_bytes,
        }
    }

    /// Where and what to gather of an attempt.
    #[must_use]
    pub fn reel_options(&self, policy: Evidence) -> ReelOptions {
        let max_film_bytes = self.config.evidence.max_film_bytes;
        ReelOptions { policy, dir: self.config.storage.dir.clone(), max_film_bytes }
    }

    /// The flows that the flow of an execution may run.
    #[must_use]
    pub fn flows(&self, claimed: &Claimed) -> Arc<dyn FlowLookup> {
        Arc::new(StoredFlows {
            store: self.store.clone(),
            queue: self.queue.clone(),
            hints: self.hints.clone(),
            quotas: self.config.quotas(),
            project: claimed.project_id,
            execution: claimed.id,
            depth: started_depth(&claimed.options),
        })
    }

    /// Ends a browser session that nobody will resume, without waiting for it.
    pub fn discard(&self, session: SessionHandle) {
        let browsers = self.browsers.clone();
        tokio::spawn(async move { browsers.discard(&session).await });
    }
}

/// The span of a claim: the first attempt belongs to the request that asked for it, later ones are traces of their own that
/// name it.
fn tracing_span(claimed: &Claimed) -> Span {
    let span = tracing::info_span!(
        target: traces::TARGET,
        "execution",
        otel.name = "execution",
        otel.kind = "consumer",
        messaging.system = "flowtilla",
        messaging.destination.name = "executions",
        messaging.message.id = %claimed.id,
        flowtilla.execution.id = %claimed.id,
        flowtilla.run.id = %claimed.run_id,
        flowtilla.attempt = claimed.attempt,
        flowtilla.worker = claimed.worker_name,
        flowtilla.result = tracing::field::Empty,
    );
    if let Some(asked) = claimed.options.get(traces::OPTION).and_then(serde_json::Value::as_str) {
        if claimed.attempt <= 1 && !claimed.started_before {
            traces::adopt(&span, asked);
        } else {
            traces::link(&span, asked);
        }
    }
    span
}
