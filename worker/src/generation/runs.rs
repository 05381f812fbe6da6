//! Test runs that a generation makes for itself, and waits for.

use std::{collections::BTreeMap, time::Duration};

use flowtilla_shared::{
    domain::{
        flow::Flow,
        ids::{ExecutionId, TestRunId},
        status::Priority,
    },
    store::{NewExecution, NewRun, RunDetail},
    telemetry::traces,
};
use serde_json::{Map, json};

use super::Generation;
use crate::execution::SURVEY;

/// Longest time for such a run.
const WITHIN: Duration = Duration::from_secs(240);
/// Longest attempt of one flow in it.
const ATTEMPT_SECONDS: f64 = 90.0;

impl Generation<'_> {
    /// Executes flows, or goes on waiting for the run that an earlier claim made for this.
    ///
    /// # Errors
    /// A sentence, when the run cannot be made or does not end.
    pub(super) async fn execute(
        &mut self,
        purpose: &str,
        phase: &str,
        message: &str,
        flows: Vec<Flow>,
    ) -> Result<RunDetail, String> {
        let noted = self.progress.get(purpose).and_then(|id| id.as_str()?.parse::<TestRunId>().ok());
        let id = match noted {
            Some(id) => id,
            None => {
                let id = self.begin(purpose, flows).await?;
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
            Err(_) => Err("the run that tries the flows does not end".to_owned()),
        }
    }

    async fn begin(&self, purpose: &str, flows: Vec<Flow>) -> Result<TestRunId, String> {
        let executions = flows
            .into_iter()
            .map(|flow| {
                Ok(NewExecution {
                    flow_id: None,
                    version: None,
                    flow_name: flow.name.clone(),
                    document: serde_json::to_value(&flow).map_err(|e| e.to_string())?,
                    params: Map::new(),
                    env: Map::new(),
                    retries: 0,
                    timeout_seconds: Some(ATTEMPT_SECONDS),
                    labels: BTreeMap::new(),
                })
            })
            .collect::<Result<Vec<_>, String>>()?;
        let mut options = json!({ "generation": self.lease.id });
        if purpose == "explore_led" {
            options[SURVEY] = json!(true);
        }
        if let Some(context) = traces::current() {
            options[traces::OPTION] = context.into();
        }
        let new = NewRun {
            project: self.lease.project,
            test_session: Some(self.lease.id),
            executions,
            options,
            priority: Priority::High,
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
}
