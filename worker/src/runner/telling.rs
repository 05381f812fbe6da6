//! Steps whose effect lies outside the browser, in rows of ours: notices, deliveries to webhooks, test runs of other flows.
//!
//! Each is named by execution, attempt and path, so a claim that does such a step once more finds what was done.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        flow::{Action, Notify, SendWebhook, WantedEnd},
        ids::TestRunId,
        outcome::{ErrorKind, StepError},
        status::Status,
    },
    store::{Error, NewNotice},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Runner, StartedRun};
use crate::{
    backoff::Backoff,
    driver::{Gate, Observation},
};

/// Bytes of a message, of the data beside it, and of what a webhook gets.
const LONGEST_MESSAGE: usize = 4_000;
const LARGEST_NOTE: usize = 16 * 1024;
const LARGEST_DELIVERY: usize = 64 * 1024;
/// Pause between two looks at a run.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl Runner {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these have their effect in our rows")]
    /// Carries out a step that tells or starts something; `None` when it does not.
    pub(super) async fn telling_step(
        &mut self,
        action: &Action,
        path: &str,
        gate: &dyn Gate,
        deadline: Instant,
    ) -> Option<Result<Observation, StepError>> {
        Some(match action {
            Action::Notify(notify) => self.notify(notify, path, gate).await,
            Action::Webhook(webhook) => self.send_webhook(webhook, path, gate).await,
            Action::RunFlowAsync { flow, params, .. } => self.start_flow(flow, params, path, gate).await,
            Action::WaitRun { run, status, .. } => self.wait_run(run, *status, deadline).await,
            _ => return None,
        })
    }

    async fn notify(&mut self, notify: &Notify, path: &str, gate: &dyn Gate) -> Result<Observation, StepError> {
        let data = notify.data.as_ref().map(|data| self.plan.mask.value(data));
        fits_in(data.as_ref(), LARGEST_NOTE, "`data`")?;
        let new = NewNotice {
            path: path.to_owned(),
            flow_name: self.plan.flow.name.clone(),
            channel: notify.channel.clone(),
            message: self.plan.mask.long_text(&notify.message, LONGEST_MESSAGE),
            data,
        };
        gate.pass().await?;
        let (store, lease) = (self.plan.advice.purse.store.clone(), self.plan.advice.lease.clone());
        let mut backoff = Backoff::default();
        loop {
            match store.notices().say(&lease, &new).await {
                Ok(committed) => {
                    self.plan.advice.purse.hints.publish(committed);
                    return Ok(Observation::default());
                }
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(untold(&e)),
            }
        }
    }

    async fn send_webhook(
        &mut self,
        webhook: &SendWebhook,
        path: &str,
        gate: &dyn Gate,
    ) -> Result<Observation, StepError> {
        let data = self.plan.mask.value(&webhook.data.clone().unwrap_or_default());
        fits_in(Some(&data), LARGEST_DELIVERY, "`data`")?;
        gate.pass().await?;
        let (store, lease) = (self.plan.advice.purse.store.clone(), self.plan.advice.lease.clone());
        let id = Uuid::from_bytes(self.digest_of(path));
        let mut backoff = Backoff::default();
        loop {
            match store.notices().send(&lease, id, &webhook.to, &data).await {
                Ok(Ok(())) => return Ok(Observation::default()),
                Ok(Err(names)) => {
                    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    let there = if names.is_empty() { "it has none".to_owned() } else { names.join(", ") };
                    return Err(StepError::refused(format!(
                        "The project has no active webhook `{}`; there is: {there}.",
                        webhook.to
                    )));
                }
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(untold(&e)),
            }
        }
    }

    async fn start_flow(
        &mut self,
        flow: &str,
        params: &Map<String, Value>,
        path: &str,
        gate: &dyn Gate,
    ) -> Result<Observation, StepError> {
        if let Some(secret) = self.using.first() {
            return Err(StepError::refused(format!(
                "`{{{{{}}}}}` may not be a param of another run: params are kept, and secrets are not. Name it in that flow.",
                secret.name
            )));
        }
        gate.pass().await?;
        let key = format!("step-{}", hex::encode(self.digest_of(path)));
        match self.plan.flows.start(flow, params, &key).await.map_err(StepError::refused)? {
            Some(StartedRun { run, execution }) => {
                let value = json!({ "run_id": run, "execution_id": execution });
                Ok(Observation { value: Some(value), captures: Vec::new() })
            }
            None => Err(StepError::refused(format!("There is no approved flow `{flow}` in this project."))),
        }
    }

    async fn wait_run(&mut self, run: &Value, wanted: WantedEnd, deadline: Instant) -> Result<Observation, StepError> {
        let text = run.get("run_id").unwrap_or(run).as_str().unwrap_or_default();
        let id: TestRunId = text.parse().map_err(|_| {
            StepError::refused(format!("`{run}` is no test run; give its id, or the variable of a `run_flow_async`."))
        })?;
        let (status, value) = loop {
            match self.plan.flows.ended(id).await.map_err(StepError::refused)? {
                Some(ended) => break ended,
                None if Instant::now() + LOOK_EVERY >= deadline => {
                    return Err(StepError::new(ErrorKind::Timeout, format!("The test run {id} was not over in time.")));
                }
                None => tokio::time::sleep(LOOK_EVERY).await,
            }
        };
        let fine = match wanted {
            WantedEnd::Passed => status == Status::Passed,
            WantedEnd::Failed => status != Status::Passed,
            WantedEnd::Any => true,
        };
        if fine {
            return Ok(Observation { value: Some(value), captures: Vec::new() });
        }
        let why = value.get("message").and_then(Value::as_str).map(|why| format!(": {why}")).unwrap_or_default();
        let (expected, message) = match wanted {
            WantedEnd::Failed => ("another end than passed", format!("The test run {id} passed, and should not have.")),
            WantedEnd::Passed | WantedEnd::Any => ("passed", format!("The test run {id} ended {status}{why}")),
        };
        Err(StepError::new(ErrorKind::Assertion, message).with_values(expected, status.to_string()))
    }

    /// What names this step of this attempt, whoever carries it out.
    fn digest_of(&self, path: &str) -> [u8; 16] {
        let lease = &self.plan.advice.lease;
        let digest = Sha256::digest(format!("{} {} {path}", lease.id, lease.attempt));
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        first
    }
}

fn fits_in(data: Option<&Value>, most: usize, what: &str) -> Result<(), StepError> {
    match data.map(|data| data.to_string().len()) {
        Some(length) if length > most => {
            Err(StepError::refused(format!("{what} has {length} bytes as JSON; {most} may be sent.")))
        }
        Some(_) | None => Ok(()),
    }
}

fn untold(error: &Error) -> StepError {
    StepError::crash(format!("Nobody could be told: {error}"))
}
