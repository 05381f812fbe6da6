//! A worker played by hand: it claims, journals and finishes through the store, and publishes as a real one does.

use bytes::Bytes;
use flowtilla_shared::{
    domain::{
        ids::{ArtifactId, BrowserSessionId},
        journal::{JournalWrite, Lease, NewArtifact, StepRecord},
        outcome::{ErrorKind, Outcome, StepError},
        status::StepStatus,
    },
    store::NewBrowserSession,
    testing::Stack,
};
use serde_json::{Map, json};

/// Claims what is due and begins its attempt.
pub async fn begin(stack: &Stack) -> Lease {
    let claimed = stack.claim("tester").await.expect("something is due");
    stack.live.publish(&claimed.committed).await;
    let begun = stack.store.executions().begin_attempt(&claimed).await.unwrap();
    stack.live.publish(&begun.committed).await;
    begun.lease
}

/// Records a step that passed.
pub async fn step(stack: &Stack, lease: &Lease, index: u32) {
    let write = JournalWrite { finished: vec![record(index, StepStatus::Passed, None)], ..JournalWrite::default() };
    let committed = stack.store.executions().journal(lease, write).await.unwrap();
    stack.live.publish(&committed).await;
}

/// Records a failed step with a screenshot; the artifact's id.
pub async fn failed_step(stack: &Stack, lease: &Lease, index: u32, picture: &[u8]) -> ArtifactId {
    let blob = stack.blobs.put(Bytes::copy_from_slice(picture)).await.unwrap();
    let id = ArtifactId::new();
    let error =
        StepError::new(ErrorKind::NotFound, "No element has the text \"Sign in\".").with_log(vec!["waiting".into()]);
    let write = JournalWrite {
        finished: vec![StepRecord { artifacts: vec![id], ..record(index, StepStatus::Failed, Some(error)) }],
        artifacts: vec![NewArtifact {
            id,
            kind: "screenshot".into(),
            name: Some("\"../failure\".png".into()),
            media_type: "image/png".into(),
            sha256: blob.sha256,
            bytes: blob.bytes,
            step_index: Some(index),
        }],
        ..JournalWrite::default()
    };
    let committed = stack.store.executions().journal(lease, write).await.unwrap();
    stack.live.publish(&committed).await;
    id
}

/// Notes that a browser was opened.
pub async fn open_browser(stack: &Stack, lease: &Lease) -> BrowserSessionId {
    let id = BrowserSessionId::new();
    let browser = NewBrowserSession { id, browser: "Chromium (headless shell)".into(), worker_name: "tester".into() };
    let committed = stack.store.executions().set_session(lease, &json!({}), &browser).await.unwrap();
    stack.live.publish(&committed).await;
    id
}

/// Ends the attempt.
pub async fn finish(stack: &Stack, lease: &Lease, outcome: Outcome) {
    let finished = stack.store.executions().finish(lease, outcome, JournalWrite::default()).await.unwrap();
    stack.live.publish(&finished.committed).await;
}

/// Carries out everything that is due, with `steps` steps each.
pub async fn run_all(stack: &Stack, executions: usize, steps: u32) {
    for _ in 0..executions {
        let lease = begin(stack).await;
        for index in 0..steps {
            step(stack, &lease, index).await;
        }
        finish(stack, &lease, Outcome::passed()).await;
    }
}

fn record(index: u32, status: StepStatus, error: Option<StepError>) -> StepRecord {
    StepRecord {
        index,
        path: format!("steps[{index}]"),
        step_type: "set".into(),
        label: None,
        once: false,
        repeatable: true,
        status,
        duration_ms: Some(3),
        error,
        artifacts: Vec::new(),
        vars: Map::new(),
        unannounced: true,
    }
}

/// Records a failed step with a large error, which makes a large event.
pub async fn noisy_step(stack: &Stack, lease: &Lease, index: u32, error: StepError) {
    let write =
        JournalWrite { finished: vec![record(index, StepStatus::Failed, Some(error))], ..JournalWrite::default() };
    let committed = stack.store.executions().journal(lease, write).await.unwrap();
    stack.live.publish(&committed).await;
}
