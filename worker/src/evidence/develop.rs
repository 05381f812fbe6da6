//! After the verdict: pictures, film and trace are made of what was gathered, and handed in.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    blob::Blobs,
    domain::{
        flow::Pictures as Wanted,
        ids::ArtifactId,
        journal::{Lease, NewArtifact},
        status::StepStatus,
    },
    store::{self, Store},
};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::{
    pictures::Pictures,
    reel::{Gathering, Reel},
    trace::trace,
    video::film,
};
use crate::{backoff::Backoff, driver::Capture, hints::Hints};

/// How long evidence may take before nobody waits for it any more.
pub const DUE_WITHIN: Duration = Duration::from_secs(120);

/// Where evidence is made, one attempt after the other; cheap to clone.
#[derive(Clone)]
pub struct Darkroom {
    store: Store,
    blobs: Blobs,
    hints: Hints,
    max_artifact_bytes: u64,
    /// Making films takes a core: executions that run have the others.
    one_at_a_time: Arc<Semaphore>,
    tasks: TaskTracker,
}

/// Something to hand in, and the step that it belongs to.
struct Print {
    step: Option<u32>,
    capture: Capture,
}

impl Darkroom {
    #[must_use]
    pub fn new(store: Store, blobs: Blobs, hints: Hints, max_artifact_bytes: u64) -> Self {
        let one_at_a_time = Arc::new(Semaphore::new(1));
        Self { store, blobs, hints, max_artifact_bytes, one_at_a_time, tasks: TaskTracker::new() }
    }

    /// Notes that evidence of the attempt will come, so that clients may wait for it. Before the verdict is written.
    pub async fn expect(&self, lease: &Lease) -> bool {
        match self.store.executions().expect_evidence(lease, DUE_WITHIN).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(execution.id = %lease.id, %error, "Evidence of execution `{}` cannot be kept", lease.id);
                false
            }
        }
    }

    /// Makes and hands in the evidence of an attempt whose verdict is written, without waiting for it.
    pub fn develop(&self, reel: &Reel, lease: Lease, passed: bool) {
        let (room, gathering) = (self.clone(), reel.take());
        self.tasks.spawn(async move {
            let done = tokio::time::timeout(DUE_WITHIN, room.developed(gathering, &lease, passed)).await;
            if done.is_err() {
                tracing::warn!(execution.id = %lease.id, "The evidence of execution `{}` took too long and was given up", lease.id);
            }
        });
    }

    /// Waits until everything is handed in, at most `longest`.
    pub async fn close(&self, longest: Duration) {
        self.tasks.close();
        if tokio::time::timeout(longest, self.tasks.wait()).await.is_err() {
            tracing::warn!("Evidence that was still being made is lost");
        }
    }

    async fn developed(&self, gathering: Gathering, lease: &Lease, passed: bool) {
        let Ok(_turn) = self.one_at_a_time.acquire().await else { return };
        let most = self.max_artifact_bytes;
        let began = std::time::Instant::now();
        let prints =
            tokio::task::spawn_blocking(move || prints(gathering, passed, most)).await.unwrap_or_else(|error| {
                tracing::error!(%error, "Evidence could not be made");
                Vec::new()
            });
        let mut artifacts = Vec::with_capacity(prints.len());
        for print in prints {
            match self.put(print).await {
                Ok(artifact) => artifacts.push(artifact),
                Err(why) => {
                    tracing::warn!(execution.id = %lease.id, error = %why, "Evidence of execution `{}` could not be kept", lease.id);
                }
            }
        }
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let kept = artifacts.len();
        self.hand_in(lease, artifacts).await;
        tracing::debug!(execution.id = %lease.id, duration_ms, kept, "Evidence of execution `{}` was made in {duration_ms} ms", lease.id);
    }

    async fn put(&self, print: Print) -> Result<NewArtifact, String> {
        let Print { step, capture } = print;
        let bytes = capture.bytes.len() as u64;
        if bytes > self.max_artifact_bytes {
            return Err(format!(
                "`{}` has {bytes} bytes, more than the {} allowed",
                capture.name, self.max_artifact_bytes
            ));
        }
        let blob = self.blobs.put(capture.bytes.into()).await.map_err(|error| error.to_string())?;
        Ok(NewArtifact {
            id: ArtifactId::new(),
            kind: capture.kind,
            name: Some(capture.name),
            media_type: capture.media_type,
            sha256: blob.sha256,
            bytes,
            step_index: step,
        })
    }

    async fn hand_in(&self, lease: &Lease, artifacts: Vec<NewArtifact>) {
        let mut backoff = Backoff::default();
        loop {
            match self.store.executions().keep_evidence(lease, &artifacts).await {
                Ok(committed) => return self.hints.publish(committed),
                Err(error) if error.is_transient() => backoff.wait().await,
                Err(store::Error::Fenced) => {
                    tracing::info!(execution.id = %lease.id, "Evidence of execution `{}` came too late", lease.id);
                    return;
                }
                Err(error) => {
                    tracing::error!(execution.id = %lease.id, ?error, "Evidence of execution `{}` was refused", lease.id);
                    return;
                }
            }
        }
    }
}

/// Everything that the policy wants of an attempt that ended like this.
fn prints(mut of: Gathering, passed: bool, most: u64) -> Vec<Print> {
    let policy = of.policy;
    let mut prints = Vec::new();
    let pictures = of.spool.as_ref().map(|spool| Pictures::choose(&of.steps, spool)).unwrap_or_default();
    if let Some(spool) = of.spool.as_ref().filter(|_| policy.screenshots() == Wanted::Always) {
        for step in &of.steps {
            let Some(shown) = pictures.of(step.index) else { continue };
            // one picture says it all when the step changed nothing
            let before = shown.before.filter(|before| Some(*before) != shown.after);
            for (name, frame) in [("before", before), ("after", shown.after)] {
                let Some(bytes) = frame.and_then(|frame| spool.read(frame).ok()) else { continue };
                let capture =
                    Capture { name: name.into(), kind: "screenshot".into(), media_type: "image/jpeg".into(), bytes };
                prints.push(Print { step: Some(step.index), capture });
            }
        }
    }
    let begin = of.steps.iter().filter(|step| step.step_type == "chapter" && step.status == StepStatus::Passed);
    let chapters: Vec<_> = begin.map(|step| (step.ended, step.label.clone().unwrap_or_default())).collect();
    let filmed = of.spool.as_ref().filter(|_| policy.video().keeps(passed));
    if let Some(bytes) = filmed.and_then(|spool| film(spool, of.ended, most, &chapters)) {
        let capture =
            Capture { name: "video.webm".into(), kind: "video".into(), media_type: "video/webm".into(), bytes };
        prints.push(Print { step: None, capture });
    }
    if policy.trace().keeps(passed) {
        let bytes = trace(&of, &pictures, most / 2);
        let capture =
            Capture { name: "trace.zip".into(), kind: "trace".into(), media_type: "application/zip".into(), bytes };
        prints.push(Print { step: None, capture });
    }
    for log in std::mem::take(&mut of.logs) {
        if of.keeps_log(&log.kind, passed) {
            prints.push(Print { step: None, capture: log });
        }
    }
    prints
}
