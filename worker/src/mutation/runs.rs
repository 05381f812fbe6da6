//! Test runs that a measurement makes for itself, and waits for.

use std::{collections::BTreeMap, time::Duration};

use flowtilla_shared::{
    domain::{
        ids::{ExecutionId, TestRunId},
        mutation::{LOOK, Look, Mutant, with_mutant},
        status::{Priority, Status, StepStatus},
    },
    store::{ExecutionDetail, NewExecution, NewRun, RunDetail},
};
use serde_json::{Map, Value, json};

use super::{
    Measurement,
    plan::{Planned, Seen},
    request::MutationRequest,
};

/// Longest time for such a run.
const WITHIN: Duration = Duration::from_secs(600);
/// Longest attempt of one flow in it.
const ATTEMPT_SECONDS: f64 = 120.0;

impl Measurement<'_> {
    /// Executes the flow with each of these mutants (`None`: as it is), or goes on waiting for the run that an earlier claim made.
    ///
    /// # Errors
    /// A sentence, when the run cannot be made or does not end.
    pub(super) async fn execute(
        &mut self,
        purpose: &str,
        phase: &str,
        message: &str,
        request: &MutationRequest,
        mutants: &[Option<&Planned>],
    ) -> Result<RunDetail, String> {
        let noted = self.progress.get(purpose).and_then(|id| id.as_str()?.parse::<TestRunId>().ok());
        let id = match noted {
            Some(id) => id,
            None => {
                let id = self.begin(request, mutants).await?;
                self.current.set(Some(id));
                self.progress.insert(purpose.to_owned(), json!(id));
                self.tell(phase, message, Some(id)).await?;
                id
            }
        };
        // the run has a time-out of its own, a little earlier
        let over = self.current.over(&self.worker.store, self.lease.project, id);
        match tokio::time::timeout(WITHIN + Duration::from_secs(20), over).await {
            Ok(ended) => ended.map_err(|e| e.to_string()),
            Err(_) => Err("the run that tries the mutants does not end".to_owned()),
        }
    }

    async fn begin(&self, request: &MutationRequest, mutants: &[Option<&Planned>]) -> Result<TestRunId, String> {
        let executions = mutants.iter().map(|planned| execution(request, *planned)).collect();
        let new = NewRun {
            project: self.lease.project,
            test_session: None,
            executions,
            // a picture of what a fault was caught by is enough
            options: json!({
                "mutation_score": self.lease.id,
                // a fault that takes an element away is to be noticed, not mended
                "healing": "locked",
                "evidence": { "screenshots": "on_failure", "video": "off", "trace": "off", "network": "off" },
            }),
            priority: Priority::Normal,
            not_before: None,
            timeout: Some(WITHIN),
            idempotency: None,
            quotas: self.worker.config.quotas(),
        };
        let created = self.worker.store.runs().create(new).await.map_err(|e| e.to_string())?;
        let ids: Vec<ExecutionId> = created.executions.iter().map(|execution| execution.id).collect();
        self.worker.queue.ring(&ids).await;
        self.worker.hints.publish(created.committed);
        Ok(created.run.id)
    }

    /// What an execution saw, step after step. What cannot be read is left out.
    pub(super) async fn seen(&self, execution: &ExecutionDetail) -> Seen {
        let mut found: Vec<_> = execution
            .artifacts
            .iter()
            .filter(|artifact| artifact.kind == LOOK && artifact.attempt == execution.row.attempt)
            .collect();
        found.sort_by_key(|artifact| artifact.step_index);
        let mut seen = Seen::default();
        for artifact in found {
            let Ok(bytes) = self.worker.blobs.get(&artifact.sha256).await else { continue };
            seen.looks.extend(serde_json::from_slice::<Look>(&bytes).ok());
        }
        let slowest = execution.steps.iter().filter_map(|step| step.duration_ms).max();
        seen.slowest_ms = slowest.unwrap_or_default();
        seen
    }
}

fn execution(request: &MutationRequest, planned: Option<&Planned>) -> NewExecution {
    let as_it_is = Mutant::default();
    let mutant = planned.map_or(&as_it_is, |planned| &planned.mutant);
    let mut document = request.document.clone();
    // faults need Chromium's socket
    if let Value::Object(fields) = &mut document {
        fields.insert("browser".into(), json!("chromium"));
        fields.insert("retries".into(), json!(0));
    }
    let word = planned.map_or("none", |planned| planned.kind.as_str());
    let name = document["name"].as_str().unwrap_or("flow").to_owned();
    NewExecution {
        flow_id: None,
        version: None,
        flow_name: name,
        document: with_mutant(&document, mutant),
        params: request.params.clone(),
        env: Map::new(),
        retries: 0,
        timeout_seconds: Some(ATTEMPT_SECONDS),
        labels: BTreeMap::from([("mutant".to_owned(), word.to_owned())]),
    }
}

pub(super) fn passed(execution: &ExecutionDetail) -> bool {
    execution.row.status == Status::Passed
}

/// Why an execution did not pass.
pub(super) fn why(execution: &ExecutionDetail) -> String {
    let failed = execution.steps.iter().find(|step| step.status == StepStatus::Failed);
    let step = failed.and_then(|step| step.error.as_ref().map(|error| format!("{}: {}", step.path, error.message)));
    step.or(execution.row.message.clone()).unwrap_or_else(|| format!("it ended {}", execution.row.status))
}
