//! Writes the journal of one attempt, in a task of its own and strictly in order.
//!
//! Intents of acting steps are written at once and durably, with everything that waits; results of reading steps wait for the
//! next intent, for the end, or for [`FLUSH_AFTER`] at most, so that watchers see a long wait begin. While the store cannot be reached everything
//! waits, input included, until it is back or the lease is lost.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    blob::Blobs,
    domain::{
        event::Event,
        ids::{ArtifactId, BrowserSessionId},
        journal::{JournalWrite, Lease, NewArtifact, StepRecord},
    },
    store::{self, NewBrowserSession, Store},
    telemetry::metrics,
};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use crate::{
    backoff::Backoff,
    driver::{Capture, SessionHandle},
    evidence::Reel,
    gate::Intent,
    hints::Hints,
    lease::{Ending, Hold},
    mask::Mask,
};

/// Longest time that a result waits in memory while nothing else happens.
pub const FLUSH_AFTER: Duration = Duration::from_millis(80);

/// Dialog and console events kept for one attempt; more are counted, not stored.
const MOST_EVENTS: usize = 500;

/// Where the recorder writes.
#[derive(Clone)]
pub struct Desk {
    pub store: Store,
    pub hints: Hints,
    pub worker_name: String,
    pub blobs: Blobs,
    pub mask: Arc<Mask>,
    /// Largest single artifact in bytes; larger ones are left out.
    pub max_artifact_bytes: u64,
}

enum Entry {
    /// A reading step began.
    Started(StepRecord),
    /// An acting step is about to begin.
    Intent(StepRecord, watch::Sender<Intent>),
    Finished(StepRecord, Vec<(ArtifactId, Capture)>),
    Event(Event),
    Session(SessionHandle, BrowserSessionId),
    Flush(oneshot::Sender<()>),
    Close(oneshot::Sender<JournalWrite>),
}

/// The near end: never waits.
pub struct Recorder {
    entries: mpsc::UnboundedSender<Entry>,
    task: JoinHandle<()>,
    reel: Reel,
}

impl Recorder {
    /// Starts the journal of the attempt that `lease` names.
    #[must_use]
    pub fn start(desk: Desk, lease: Lease, hold: Arc<Hold>, reel: Reel) -> Self {
        let (entries, inbox) = mpsc::unbounded_channel();
        let writer = Writer {
            desk,
            lease,
            hold,
            inbox,
            write: JournalWrite::default(),
            intent: None,
            started: None,
            since: None,
            urgent: false,
            events: 0,
        };
        Self { entries, task: tokio::spawn(writer.run()), reel }
    }

    /// What is gathered of the attempt beside its journal.
    #[must_use]
    pub fn reel(&self) -> &Reel {
        &self.reel
    }

    /// A step that only reads began.
    pub fn started(&self, record: StepRecord) {
        self.send(Entry::Started(record));
    }

    /// A step that acts is about to begin; the answer tells when its intent is stored.
    pub fn intent(&self, record: StepRecord) -> watch::Receiver<Intent> {
        let (stored, watcher) = watch::channel(Intent::Pending);
        self.send(Entry::Intent(record, stored));
        watcher
    }

    /// A step ended; its captures become artifacts.
    pub fn finished(&self, record: StepRecord, captures: Vec<Capture>) {
        self.finished_as(record, captures.into_iter().map(|capture| (ArtifactId::new(), capture)).collect());
    }

    /// As [`Recorder::finished`], with identifiers that the step has told already.
    pub fn finished_as(&self, mut record: StepRecord, captures: Vec<(ArtifactId, Capture)>) {
        record.artifacts.extend(captures.iter().map(|(id, _)| *id));
        self.reel.step(&record);
        metrics::step_ended(&record.step_type, record.status);
        self.send(Entry::Finished(record, captures));
    }

    /// Something that the browser did by itself.
    pub fn event(&self, event: Event) {
        self.reel.event(&event);
        self.send(Entry::Event(event));
    }

    /// A browser works for the attempt, and this is how another worker would find it.
    pub fn session(&self, handle: SessionHandle, id: BrowserSessionId) {
        self.send(Entry::Session(handle, id));
    }

    /// Waits until everything recorded so far is stored, or the lease is lost.
    pub async fn flush(&self) {
        let (done, waiter) = oneshot::channel();
        self.send(Entry::Flush(done));
        let _ = waiter.await; // an error means that the writer ended: nothing is left to wait for
    }

    /// Ends the journal and returns what is not written yet, for the write that ends the attempt.
    pub async fn close(self) -> JournalWrite {
        let (rest, waiter) = oneshot::channel();
        self.send(Entry::Close(rest));
        let rest = waiter.await.unwrap_or_default();
        let _ = self.task.await; // a panic of the writer costs what was not written, nothing else
        rest
    }

    fn send(&self, entry: Entry) {
        // fails only after the writer panicked; gates then stay shut, so nothing is done unrecorded
        let _ = self.entries.send(entry);
    }
}

struct Writer {
    desk: Desk,
    lease: Lease,
    hold: Arc<Hold>,
    inbox: mpsc::UnboundedReceiver<Entry>,
    write: JournalWrite,
    intent: Option<watch::Sender<Intent>>,
    /// A reading step whose start is not told yet.
    started: Option<StepRecord>,
    since: Option<Instant>,
    /// The buffer holds the result of a step that acted.
    urgent: bool,
    events: usize,
}

impl Writer {
    async fn run(mut self) {
        loop {
            let entry = match self.since {
                None => self.inbox.recv().await,
                Some(since) => {
                    tokio::select! {
                        biased;
                        entry = self.inbox.recv() => entry,
                        () = tokio::time::sleep_until((since + FLUSH_AFTER).into()) => {
                            self.flush().await;
                            continue;
                        }
                    }
                }
            };
            match entry {
                Some(Entry::Close(rest)) => {
                    let _ = rest.send(self.write); // nobody waits after a panic of the runner
                    return;
                }
                Some(entry) => self.take(entry).await,
                None => {
                    self.flush().await; // the runner panicked: keep what it had found out
                    return;
                }
            }
        }
    }

    async fn take(&mut self, entry: Entry) {
        match entry {
            Entry::Started(record) => {
                self.started = Some(record);
                self.wait_no_longer_than_usual();
            }
            Entry::Intent(record, stored) => {
                self.write.intent = Some(record);
                self.intent = Some(stored);
                self.started = None;
                self.flush().await;
            }
            Entry::Finished(record, captures) => self.finished(record, captures).await,
            Entry::Event(event) => {
                if self.events < MOST_EVENTS {
                    self.events += 1;
                    self.write.events.push(event);
                    self.wait_no_longer_than_usual();
                }
            }
            Entry::Session(handle, id) => self.session(&handle, id).await,
            Entry::Flush(done) => {
                self.flush().await;
                let _ = done.send(()); // the asker may have been dropped
            }
            Entry::Close(_) => {} // taken by `run`
        }
    }

    async fn finished(&mut self, mut record: StepRecord, captures: Vec<(ArtifactId, Capture)>) {
        if self.started.as_ref().is_some_and(|started| started.index == record.index) {
            self.started = None;
            record.unannounced = true;
        }
        for (id, capture) in captures {
            match self.put(id, capture, record.index).await {
                Ok(artifact) => self.write.artifacts.push(artifact),
                Err(why) => {
                    tracing::warn!(execution.id = %self.lease.id, error = %why, "An artifact of execution `{}` could not be kept", self.lease.id);
                    record.artifacts.retain(|kept| *kept != id);
                }
            }
        }
        self.urgent |= !record.unannounced;
        self.write.finished.push(record);
        self.wait_no_longer_than_usual();
    }

    async fn put(&self, id: ArtifactId, capture: Capture, step: u32) -> Result<NewArtifact, String> {
        let bytes = u64::try_from(capture.bytes.len()).unwrap_or(u64::MAX);
        if bytes > self.desk.max_artifact_bytes {
            return Err(format!(
                "`{}` has {bytes} bytes, more than the {} allowed",
                capture.name, self.desk.max_artifact_bytes
            ));
        }
        let kept = if is_text(&capture.media_type) { self.desk.mask.bytes(capture.bytes) } else { capture.bytes };
        let bytes = u64::try_from(kept.len()).unwrap_or(u64::MAX);
        let blob = self.desk.blobs.put(kept.into()).await.map_err(|e| e.to_string())?;
        Ok(NewArtifact {
            id,
            kind: capture.kind,
            name: Some(self.desk.mask.text(&capture.name)),
            media_type: capture.media_type,
            sha256: blob.sha256,
            bytes,
            step_index: Some(step),
        })
    }

    fn wait_no_longer_than_usual(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// Writes everything that waits, however long the store is away; gives up when the lease is lost.
    async fn flush(&mut self) {
        self.since = None;
        if self.write.intent.is_none() {
            self.write.intent = self.started.take();
        }
        let mut write = std::mem::take(&mut self.write);
        let stored = self.intent.take();
        if write == JournalWrite::default() {
            return;
        }
        write.durable = stored.is_some() || std::mem::take(&mut self.urgent);
        let answer = match self.persist(&write).await {
            Ok(()) => Intent::Stored,
            Err(why) => Intent::Refused(why),
        };
        if let Some(stored) = stored {
            stored.send_replace(answer);
        }
    }

    async fn persist(&self, write: &JournalWrite) -> Result<(), String> {
        let mut backoff = Backoff::default();
        loop {
            if self.hold.is_lost() {
                return Err("another worker holds the execution".to_owned());
            }
            match self.desk.store.executions().journal(&self.lease, write.clone()).await {
                Ok(committed) => {
                    self.desk.hints.publish(committed);
                    return Ok(());
                }
                Err(store::Error::Fenced) => {
                    self.hold.end(Ending::Lost);
                    return Err("another worker holds the execution".to_owned());
                }
                Err(e) if e.is_transient() => {
                    tokio::select! { () = self.hold.lost() => {}, () = backoff.wait() => {} }
                }
                Err(e) => {
                    tracing::error!(execution.id = %self.lease.id, error = ?e, "The journal of execution `{}` could not be written", self.lease.id);
                    return Err(format!("the journal could not be written: {e}"));
                }
            }
        }
    }

    /// The handle only serves a later claim: when it cannot be stored at once, the execution restarts instead of resuming.
    async fn session(&mut self, handle: &SessionHandle, id: BrowserSessionId) {
        let browser =
            NewBrowserSession { id, browser: handle.browser.clone(), worker_name: self.desk.worker_name.clone() };
        let handle = KnownSession { id, handle: handle.clone() };
        let stored = match serde_json::to_value(handle) {
            Ok(handle) => {
                let handle = self.desk.mask.value(&handle);
                self.desk.store.executions().set_session(&self.lease, &handle, &browser).await
            }
            Err(e) => {
                tracing::error!(error = %e, "A session handle could not be written as JSON");
                return;
            }
        };
        match stored {
            Ok(committed) => self.desk.hints.publish(committed),
            Err(store::Error::Fenced) => self.hold.end(Ending::Lost),
            Err(e) => {
                tracing::warn!(execution.id = %self.lease.id, error = %e, "The browser session of execution `{}` was not recorded", self.lease.id)
            }
        }
    }
}

/// Whether secrets would be readable in it.
fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (kind, sort) = essence.split_once('/').unwrap_or((essence, ""));
    !matches!(kind, "image" | "video" | "audio" | "font")
        && !matches!(sort, "pdf" | "zip" | "gzip" | "wasm")
        && !sort.starts_with("vnd.openxmlformats")
}

/// A browser session as the execution's row keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownSession {
    /// Under which it is listed.
    pub id: BrowserSessionId,
    #[serde(flatten)]
    pub handle: SessionHandle,
}
