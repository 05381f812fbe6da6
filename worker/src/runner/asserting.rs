//! Assertions that the browser cannot answer: about variables, files, and secrets in the page.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Action, Expect, ExtractWhat, Level, PageQuality, Step, Target, assert},
    outcome::{ErrorKind, StepError},
};
use serde_json::Value;

use super::{Runner, walk::Place};
use crate::driver::{Observation, Progress};

/// Pause between two looks for secrets.
const PAUSE: Duration = Duration::from_millis(100);

impl Runner {
    /// Carries out an assertion; with a `warn` or `advisory` level its failure becomes a remark.
    pub(super) async fn expect(&mut self, expect: &Expect, progress: Progress) -> Result<Observation, StepError> {
        let asked = self.ask(expect, progress).await.map_err(|mut error| {
            let ours = expect.var.is_some() || expect.page == Some(PageQuality::NoSecrets);
            if let Some(message) = expect.message.as_ref().filter(|_| ours && error.kind != ErrorKind::Crash) {
                error.message = format!("{message}: {}", error.message);
            }
            error
        });
        let captures = self.browser.driver_mut().map(|driver| driver.take_captures()).unwrap_or_default();
        match asked {
            Ok(()) => Ok(Observation { captures, ..Observation::default() }),
            Err(mut error) => {
                self.left_behind = captures;
                if !matches!(error.kind, ErrorKind::Crash | ErrorKind::Refused) {
                    error.level = expect.level;
                }
                Err(error)
            }
        }
    }

    async fn ask(&mut self, expect: &Expect, mut progress: Progress) -> Result<(), StepError> {
        if expect.var.is_some() {
            return self.variable(expect).await;
        }
        if expect.page == Some(PageQuality::NoSecrets) {
            return self.no_secrets(expect, progress).await;
        }
        let baselines = self.plan.baselines.clone();
        let using = self.using.clone();
        let driver = self.driver().await?;
        driver.using(using);
        if expect.screenshot.is_some() {
            driver.use_baselines(baselines);
        }
        driver.act(&Action::Expect(expect.clone()), &mut progress).await.map(drop)
    }

    async fn variable(&mut self, expect: &Expect) -> Result<(), StepError> {
        let Some(file) = &expect.file else { return self.scope.check(expect) };
        let value = self.scope.value_of(expect)?.clone();
        let bytes = match (&file.text, value.get("sha256").and_then(Value::as_str)) {
            (Some(_), Some(sha256)) => {
                // it may have been downloaded a moment ago
                self.recorder.flush().await;
                self.plan.baselines.file(sha256).await?
            }
            _ => None,
        };
        assert::file_holds(expect, &value, bytes.as_deref())
    }

    /// No secret of the run stands in the markup of the page.
    async fn no_secrets(&mut self, expect: &Expect, mut progress: Progress) -> Result<(), StepError> {
        let read = Action::Extract {
            target: Target { css: Some("html".into()), ..Target::default() },
            what: ExtractWhat::Html,
            name: None,
            matches: None,
            var: String::new(),
        };
        let mask = self.plan.mask.clone();
        loop {
            let seen = self.driver().await?.act(&read, &mut progress).await?.value;
            let found = mask.names_in(seen.as_ref().and_then(Value::as_str).unwrap_or_default());
            if found.is_empty() != expect.not {
                return Ok(());
            }
            if Instant::now() + PAUSE >= progress.deadline {
                let actual = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
                let not = if expect.not { "not " } else { "" };
                let message = format!("Expected the page {not}to have no secrets in it, but there is {actual}");
                let error = StepError::new(ErrorKind::Assertion, message);
                return Err(error.with_values(format!("{not}no secrets"), actual).with_log(progress.log));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// A picture's name when the step does not give one: the step's id, else its place.
pub(super) fn named(step: &Step, place: &Place) -> Option<Expect> {
    let Action::Expect(expect) = &step.action else { return None };
    let screenshot = expect.screenshot.as_ref().filter(|screenshot| screenshot.name.is_none())?;
    let name = step.common.id.clone().unwrap_or_else(|| place.path.clone());
    let mut screenshot = screenshot.clone();
    screenshot.name = Some(name);
    Some(Expect { screenshot: Some(screenshot), ..expect.clone() })
}

/// Whether a failure is only a remark.
pub(super) fn is_remark(error: &StepError) -> bool {
    match error.level {
        Level::Error => false,
        Level::Warn | Level::Advisory => true,
    }
}
