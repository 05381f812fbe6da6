//! Approved pictures from the store, for one execution.

use async_trait::async_trait;
use bytes::Bytes;
use flowtilla_shared::{
    blob::{self, Blobs},
    domain::{
        ids::{ExecutionId, ProjectId, TestRunId},
        outcome::StepError,
    },
    store::{self, BaselineKey, Claimed, Store},
};

use crate::{
    backoff::Backoff,
    driver::{Baseline, Baselines},
    worker::Worker,
};

/// The baselines of one execution's flow.
pub struct StoredBaselines {
    store: Store,
    blobs: Blobs,
    project: ProjectId,
    run: TestRunId,
    execution: ExecutionId,
    flow_name: String,
}

impl StoredBaselines {
    #[must_use]
    pub fn new(worker: &Worker, claimed: &Claimed) -> Self {
        Self {
            store: worker.store.clone(),
            blobs: worker.blobs.clone(),
            project: claimed.project_id,
            run: claimed.run_id,
            execution: claimed.id,
            flow_name: claimed.flow_name.clone(),
        }
    }

    fn key(&self, name: &str, setting: &str) -> BaselineKey {
        BaselineKey {
            project: self.project,
            flow_name: self.flow_name.clone(),
            name: name.to_owned(),
            setting: setting.to_owned(),
        }
    }
}

fn refused(error: &store::Error) -> StepError {
    StepError::refused(format!("The approved pictures could not be looked up: {error}"))
}

/// Asks the store again while it cannot be reached; the step's caller ends the wait.
async fn insist<T, F: Future<Output = Result<T, store::Error>>>(ask: impl Fn() -> F) -> Result<T, StepError> {
    let mut backoff = Backoff::default();
    loop {
        match ask().await {
            Err(error) if error.is_transient() => backoff.wait().await,
            answer => return answer.map_err(|error| refused(&error)),
        }
    }
}

#[async_trait]
impl Baselines for StoredBaselines {
    async fn approved(&self, name: &str, setting: &str) -> Result<Baseline, StepError> {
        let key = self.key(name, setting);
        let baselines = self.store.baselines();
        let row = insist(|| baselines.approved(&key)).await?;
        let updating = insist(|| baselines.is_updating(self.run)).await?;
        let Some(row) = row else { return Ok(Baseline { updating, ..Baseline::default() }) };
        match self.file(&row.sha256).await? {
            Some(png) => Ok(Baseline { png: Some(png), version: row.version, updating }),
            None => {
                Err(StepError::refused(format!("The bytes of the approved picture `{name}` are not kept any more.")))
            }
        }
    }

    async fn propose(&self, name: &str, setting: &str, png: &[u8]) -> Result<String, StepError> {
        let stored = self.blobs.put(Bytes::copy_from_slice(png)).await;
        let blob = stored.map_err(|error| StepError::refused(format!("The picture could not be stored: {error}")))?;
        let key = self.key(name, setting);
        let baselines = self.store.baselines();
        let row = insist(|| baselines.propose(&key, &blob.sha256, blob.bytes, Some(self.execution))).await?;
        Ok(format!(
            "This one is stored as version {} and waits for approval: `POST /api/baselines/{}/approve`.",
            row.version, row.id
        ))
    }

    async fn file(&self, sha256: &str) -> Result<Option<Vec<u8>>, StepError> {
        match self.blobs.get(sha256).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(blob::Error::NotFound(_) | blob::Error::BadName(_)) => Ok(None),
            Err(error @ (blob::Error::Dir { .. } | blob::Error::Store(_))) => {
                Err(StepError::refused(format!("A stored file could not be read: {error}")))
            }
        }
    }
}
