//! The approved flows of a project, as the flow of an execution runs them: inside itself, or as test runs of their own.

use std::collections::BTreeMap;

use async_trait::async_trait;
use flowtilla_shared::{
    config::Quotas,
    domain::{
        flow::Flow,
        ids::{ExecutionId, FlowId, ProjectId, TestRunId},
        outcome::NoteKind,
        status::{Priority, Status},
    },
    queue::Queue,
    store::{self, FlowRow, Idempotency, NewExecution, NewRun, Store},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{
    backoff::Backoff,
    hints::Hints,
    runner::{FlowLookup, StartedRun},
};

/// Runs that runs have started, one by the other, at most.
const DEEPEST: u64 = 8;
/// Under which the options of a run say how many runs led to it.
const DEPTH: &str = "started_depth";

/// How many runs led to the one with these options.
pub fn started_depth(options: &Map<String, Value>) -> u64 {
    options.get(DEPTH).and_then(Value::as_u64).unwrap_or(0)
}

/// The approved flows of one project.
pub struct StoredFlows {
    pub store: Store,
    pub queue: Queue,
    pub hints: Hints,
    pub quotas: Quotas,
    pub project: ProjectId,
    /// Whose flow asks.
    pub execution: ExecutionId,
    pub depth: u64,
}

impl StoredFlows {
    async fn row(&self, name: &str) -> Result<Option<FlowRow>, String> {
        let flows = self.store.flows();
        let mut backoff = Backoff::default();
        let found = loop {
            let found = match (name.parse::<FlowId>(), version_of(name)) {
                (Ok(id), _) => flows.resolve(self.project, &[id]).await.map(|mut rows| rows.pop()),
                (Err(_), None) => flows.find_by_name(self.project, name).await,
                (Err(_), Some((own, hash))) => match flows.find_by_name(self.project, name).await {
                    // no name has the version in it
                    Ok(None) => flows.find_version(self.project, own, &hash).await,
                    found => found,
                },
            };
            match found {
                Err(e) if e.is_transient() => backoff.wait().await,
                found => break found,
            }
        };
        match found {
            Ok(Some(row)) => Ok(Some(row)),
            Err(store::Error::Conflict { message, .. }) if version_of(name).is_some() => {
                Err(format!("The flow `{name}` could not be looked up: {message}"))
            }
            Ok(None) | Err(store::Error::NotFound { .. } | store::Error::Conflict { .. }) => Ok(None),
            Err(e) => Err(format!("The flow `{name}` could not be looked up: {e}")),
        }
    }
}

#[async_trait]
impl FlowLookup for StoredFlows {
    async fn find(&self, name: &str) -> Result<Option<Flow>, String> {
        let Some(row) = self.row(name).await? else { return Ok(None) };
        serde_json::from_value(row.version.document)
            .map(Some)
            .map_err(|e| format!("The flow `{name}` cannot be read: {e}"))
    }

    async fn start(&self, name: &str, params: &Map<String, Value>, key: &str) -> Result<Option<StartedRun>, String> {
        if self.depth >= DEEPEST {
            return Err(format!(
                "This run was started by a run that was started by a run …, {DEEPEST} times; it may start no more."
            ));
        }
        let Some(row) = self.row(name).await? else { return Ok(None) };
        let flow: Flow = serde_json::from_value(row.version.document.clone())
            .map_err(|e| format!("The flow `{name}` cannot be read: {e}"))?;
        let execution = NewExecution {
            flow_id: Some(row.id),
            version: Some(row.version.hash),
            flow_name: row.name,
            document: row.version.document,
            params: params.clone(),
            env: Map::new(),
            retries: flow.retries.unwrap_or(0),
            timeout_seconds: flow.timeout,
            labels: BTreeMap::new(),
        };
        let mut backoff = Backoff::default();
        let created = loop {
            let new = NewRun {
                project: self.project,
                test_session: None,
                executions: vec![execution.clone()],
                options: json!({ "started_by": self.execution, DEPTH: self.depth + 1 }),
                priority: Priority::Normal,
                not_before: None,
                timeout: None,
                // the same step of the same attempt finds its run again
                idempotency: Some(Idempotency { key: key.to_owned(), body_sha256: Sha256::digest(key).into() }),
                quotas: self.quotas,
            };
            match self.store.runs().create(new).await {
                Ok(created) => break created,
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(format!("The flow `{name}` could not be started: {e}.")),
            }
        };
        let ids: Vec<ExecutionId> = created.executions.iter().map(|execution| execution.id).collect();
        self.queue.ring(&ids).await;
        self.hints.publish(created.committed);
        Ok(ids.first().map(|execution| StartedRun { run: created.run.id, execution: *execution }))
    }

    async fn ended(&self, run: TestRunId) -> Result<Option<(Status, Value)>, String> {
        let summary = match self.store.runs().summary(self.project, run).await {
            Ok(summary) => summary,
            Err(e) if e.is_transient() => return Ok(None),
            Err(e) => return Err(format!("The test run cannot be waited for: {e}.")),
        };
        if !summary.status.is_final() {
            return Ok(None);
        }
        let detail = match self.store.runs().get(self.project, run).await {
            Ok(detail) => detail,
            Err(e) if e.is_transient() => return Ok(None),
            Err(e) => return Err(format!("The test run cannot be waited for: {e}.")),
        };
        let first = detail.executions.first().map(|execution| &execution.row);
        let result = first.and_then(|row| row.notes.iter().find(|note| note.kind == NoteKind::Result));
        let counts = detail.run.counts;
        let value = json!({
            "status": detail.run.status, "passed": counts.passed, "failed": counts.failed + counts.errored + counts.cancelled,
            "result": result.map(|note| &note.value), "message": first.and_then(|row| row.message.clone()),
        });
        Ok(Some((detail.run.status, value)))
    }
}

/// Digits of a hash that name a version, at least.
const LEAST_DIGITS: usize = 6;

/// `Sign in@3f9a1c2` or `Sign in@sha256:3f9a1c2…` as the flow's name and the beginning of the version's hash.
fn version_of(name: &str) -> Option<(&str, String)> {
    let (own, version) = name.rsplit_once('@')?;
    let digits = version.strip_prefix("sha256:").unwrap_or(version);
    let fits = digits.len() >= LEAST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (fits && !own.is_empty()).then(|| (own, format!("sha256:{}", digits.to_ascii_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn a_version_is_the_beginning_of_its_hash_behind_the_name() {
        assert_eq!(version_of("Sign in@3F9a1c"), Some(("Sign in", "sha256:3f9a1c".into())));
        assert_eq!(version_of("a@b@sha256:3f9a1c2e"), Some(("a@b", "sha256:3f9a1c2e".into())));
        for name in ["Sign in", "ada@example.org", "Sign in@abc", "@3f9a1c", "x@sha256:"] {
            assert_eq!(version_of(name), None, "{name}");
        }
    }
}
