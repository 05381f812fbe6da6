//! What a step needs before its values can be filled in, and what of it is secret.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        flow::template::{self, Origin},
        outcome::{ErrorKind, StepError},
    },
    store::TotpStep,
};
use serde_json::{Map, Value};

use super::{Runner, walk::Around};

/// Stands for a code that nobody will type: the step has a result already.
const PAST_CODE: &str = "000000";

impl Runner {
    /// Gets the one-time codes that the step names; waits for the next one when the present one was used, here or on any worker.
    ///
    /// # Errors
    /// `refused` for what is no secret of codes; `timeout` when the flow's time runs out meanwhile.
    pub(super) async fn take_codes(
        &mut self,
        own: &Map<String, Value>,
        done: bool,
        around: Around,
    ) -> Result<(), StepError> {
        let named = template::names(&Value::Object(own.clone()));
        for reference in named.into_iter().filter(|reference| reference.origin == Origin::Totp) {
            let name = reference.name;
            let Some(secret) = self.plan.vault.secrets.find(&name).cloned() else { continue };
            if done {
                self.plan.names.set_code(&name, PAST_CODE.into(), secret.hosts);
                continue;
            }
            let totp = secret
                .totp()
                .map_err(|why| StepError::refused(format!("`{{{{totp.{name}}}}}` gives no codes: {why}.")))?;
            let step = loop {
                let taken = self.plan.vault.take_step(&name, &secret, totp.period).await;
                match taken.map_err(StepError::refused)? {
                    TotpStep::Granted(step) => break step,
                    TotpStep::After(ms) => {
                        let until = Instant::now() + Duration::from_millis(ms);
                        if until >= self.pauses.real(around.deadline) {
                            let message = format!(
                                "The code of `{{{{totp.{name}}}}}` was used already, and the flow's time ends before the next one."
                            );
                            return Err(StepError::new(ErrorKind::Timeout, message));
                        }
                        tokio::time::sleep_until(until.into()).await;
                    }
                }
            };
            let code = totp.code(step);
            self.plan.mask.add(&format!("totp.{name}"), &code);
            self.plan.names.set_code(&name, code, secret.hosts);
        }
        Ok(())
    }

    /// Notes which secrets the filled step holds, for whoever carries it out.
    pub(super) fn note_secrets(&mut self, raw: &Map<String, Value>, filled: &Value) {
        let named = template::names(&Value::Object(raw.clone()));
        let secrets = &self.plan.vault.secrets;
        let is_named =
            |name: &str| named.iter().any(|r| r.origin == Origin::Secret && r.name.eq_ignore_ascii_case(name));
        self.using = secrets.used_in(filled, is_named);
        let codes = named.iter().filter(|reference| reference.origin == Origin::Totp);
        self.using.extend(codes.filter_map(|reference| self.plan.names.code_in_use(&reference.name)));
        self.given.extend(self.using.iter().map(|using| using.name.clone()));
    }

    /// A request that goes out from this process may carry a secret only to the secret's hosts.
    ///
    /// # Errors
    /// `refused`.
    pub(super) fn may_send_to(&self, url: &str) -> Result<(), StepError> {
        match self.using.iter().find_map(|using| using.refusal(url)) {
            Some(why) => Err(StepError::refused(why)),
            None => Ok(()),
        }
    }
}
