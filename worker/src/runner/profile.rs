//! Profiles: a flow begins with a saved login state, and whoever finds none good logs in for all.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        flow::{Action, Arrival, Expect},
        outcome::StepError,
    },
    store::{ProfileRow, place},
};
use serde_json::{Map, Value};
use tokio_util::task::AbortOnDropHandle;

use super::{
    Runner,
    walk::{Around, Halt},
};
use crate::driver::Progress;

/// How long somebody who logs in is believed to be at it.
const HELD_FOR: Duration = Duration::from_secs(20);
/// Pause between two looks at a profile that another execution renews.
const BETWEEN: Duration = Duration::from_millis(200);
/// Longest time to save or load a state.
const CARRIED_WITHIN: Duration = Duration::from_secs(20);
/// How long `valid_if` is tried.
const TRIED_FOR: Duration = Duration::from_secs(5);
/// Cookies with values at least so long are masked: shorter ones are words, longer ones let people in.
const SHORTEST_MASKED: usize = 16;

/// The path of the steps of a setup flow begins with this.
pub(super) const SETUP: &str = "profile.";

impl Runner {
    /// Sees to it that the flow begins with its profile.
    pub(super) async fn begin_with_profile(&mut self, around: Around) -> Result<(), Halt> {
        let Some(name) = self.plan.flow.profile.clone() else { return Ok(()) };
        let failed = |error| Halt::Failed { path: "profile".to_owned(), error };
        if self.replay.has_begun() {
            // resumed: the browser has it already, unless the setup was still under way
            if !self.replay.is_within(SETUP) {
                return Ok(());
            }
            let row = self.profile(&name).await.map_err(failed)?;
            return self.set_up(&name, &row, around).await;
        }
        let mut failure_before = None;
        loop {
            let row = self.profile(&name).await.map_err(failed)?;
            if let Some(state) = row.state.as_ref().filter(|_| !row.expired) {
                let open = self.open_state(&name, state).map_err(failed)?;
                self.put_state(&name, &open).await.map_err(failed)?;
                if row.fresh || self.is_valid(&row).await.map_err(failed)? {
                    return Ok(());
                }
                let (profiles, project) = (self.plan.vault.store.profiles(), self.plan.vault.project);
                if let Some(saved_at) = row.saved_at {
                    profiles.forget_that(project, &name, saved_at).await.map_err(|e| failed(away(&e)))?;
                }
                continue;
            }
            if row.rules.setup_flow.is_none() {
                return Err(failed(StepError::refused(format!(
                    "The profile `{name}` has {}; run a flow with `save_state: {name}`, or give the profile a `setup_flow`.",
                    if row.state.is_some() { "an expired state" } else { "nothing saved" }
                ))));
            }
            let seen = failure_before.get_or_insert(row.failed_at);
            if *seen != row.failed_at
                && let Some(why) = &row.failure
            {
                return Err(failed(StepError::refused(format!("The profile `{name}` could not be renewed: {why}"))));
            }
            let who = self.plan.execution.0;
            let held = self.plan.vault.store.profiles().hold(self.plan.vault.project, &name, who, HELD_FOR).await;
            if held.map_err(|e| failed(away(&e)))? {
                // it may have been saved since we looked
                let row = self.profile(&name).await.map_err(failed)?;
                if row.state.is_some() && !row.expired {
                    self.release(&name, None).await;
                    continue;
                }
                return self.set_up(&name, &row, around).await;
            }
            if self.now() >= around.deadline {
                return Err(Halt::FlowTimeout);
            }
            self.nap(BETWEEN, around.deadline).await;
        }
    }

    /// Runs the setup flow for everybody, and saves what it came to.
    async fn set_up(&mut self, name: &str, row: &ProfileRow, around: Around) -> Result<(), Halt> {
        let failed = |error| Halt::Failed { path: "profile".to_owned(), error };
        let _held = self.keep_holding(name);
        let ended = Box::pin(self.log_in(name, row, around)).await;
        let why = match &ended {
            Ok(()) => return Ok(()),
            Err(Halt::Failed { path, error }) => {
                let at = path.strip_prefix(SETUP).unwrap_or(path);
                format!("its setup flow failed at {at}: {}", error.message)
            }
            Err(Halt::FlowTimeout) => "the flow's time was up while its setup flow ran".to_owned(),
            Err(Halt::TooManySteps) => "its setup flow has too many steps".to_owned(),
            Err(Halt::Skip(why)) => format!("its setup flow skipped itself: {why}"),
            // none of them leaves a flow
            Err(Halt::Diverged(_) | Halt::Break | Halt::Continue | Halt::Done(_)) => return ended,
        };
        let why = self.plan.mask.long_text(&why, 2048);
        self.release(name, Some(&why)).await;
        match ended {
            Err(Halt::Failed { error, .. })
                if error.kind.verdict() != flowtilla_shared::domain::status::Verdict::Errored =>
            {
                let message = format!("The profile `{name}` could not be renewed: {why}");
                Err(failed(StepError {
                    message,
                    ..StepError { kind: flowtilla_shared::domain::outcome::ErrorKind::Refused, ..error }
                }))
            }
            ended => ended,
        }
    }

    async fn log_in(&mut self, name: &str, row: &ProfileRow, around: Around) -> Result<(), Halt> {
        let failed = |error| Halt::Failed { path: "profile".to_owned(), error };
        let setup = row.rules.setup_flow.clone().unwrap_or_default();
        let found = self.plan.flows.find(&setup).await.map_err(|why| failed(StepError::refused(why)))?;
        let flow = found.ok_or_else(|| {
            failed(StepError::refused(format!(
                "There is no flow `{setup}` that may be run: check its name or id, and that it is approved"
            )))
        })?;
        let inner = super::Scope::new(&flow.params, &Map::new(), &self.plan.names);
        let outer = std::mem::replace(&mut self.scope, inner);
        let around = Around { depth: around.depth + 1, ..around };
        let ended = self.flow(&flow, SETUP.to_owned(), around).await;
        self.scope = outer;
        ended?;
        let state = self.saved_state(name, true).await.map_err(failed)?;
        self.put_state(name, &state).await.map_err(failed)
    }

    /// Says every few seconds that we are still at it, until it is dropped.
    fn keep_holding(&self, name: &str) -> AbortOnDropHandle<()> {
        let (vault, name, who) = (self.plan.vault.clone(), name.to_owned(), self.plan.execution.0);
        AbortOnDropHandle::new(tokio::spawn(async move {
            loop {
                tokio::time::sleep(HELD_FOR / 4).await;
                if let Err(e) = vault.store.profiles().hold(vault.project, &name, who, HELD_FOR).await {
                    tracing::warn!(error = %e, "The hold on profile `{name}` was not renewed");
                }
            }
        }))
    }

    async fn release(&mut self, name: &str, failure: Option<&str>) {
        let vault = &self.plan.vault;
        if let Err(e) = vault.store.profiles().release(vault.project, name, self.plan.execution.0, failure).await {
            tracing::warn!(error = %e, "The hold on profile `{name}` was not given back; it runs out in 20 s");
        }
    }

    async fn profile(&mut self, name: &str) -> Result<ProfileRow, StepError> {
        let vault = &self.plan.vault;
        let row = vault.store.profiles().find(vault.project, name).await.map_err(|e| away(&e))?;
        row.ok_or_else(|| {
            StepError::refused(format!(
                "There is no profile `{name}`; make one with `flowtilla profiles set {name} --setup-flow …`, or save one with `save_state: {name}`."
            ))
        })
    }

    fn open_state(&self, name: &str, sealed: &flowtilla_shared::seal::Sealed) -> Result<Value, StepError> {
        let vault = &self.plan.vault;
        let closed = |why: String| StepError::refused(format!("The profile `{name}` cannot be opened: {why}"));
        let bytes =
            vault.ring.open(&place(vault.project, "profile", name), sealed).map_err(|e| closed(e.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|e| closed(e.to_string()))
    }

    /// Whether `valid_if` holds with what was just loaded; noted when it does.
    async fn is_valid(&mut self, row: &ProfileRow) -> Result<bool, StepError> {
        let Some(rule) = &row.rules.valid_if else { return Ok(true) };
        let url = rule.get("open").and_then(Value::as_str).unwrap_or_default().to_owned();
        let expect: Expect = serde_json::from_value(rule.get("expect").cloned().unwrap_or_default())
            .map_err(|e| StepError::refused(format!("`valid_if` of the profile cannot be read: {e}.")))?;
        let gate = self.open_gate();
        let driver = self.driver().await?;
        let mut progress =
            Progress { deadline: Instant::now() + CARRIED_WITHIN, log: Vec::new(), gate: gate.clone(), explain: false };
        driver.act(&goto(url), &mut progress).await?;
        let deadline = Instant::now() + TRIED_FOR;
        let mut progress = Progress { deadline, log: Vec::new(), gate: gate.clone(), explain: false };
        let holds = driver.act(&Action::Expect(expect), &mut progress).await;
        let deadline = Instant::now() + CARRIED_WITHIN;
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        driver.act(&goto("about:blank".into()), &mut progress).await?;
        match holds {
            Ok(_) => {
                let vault = &self.plan.vault;
                vault.store.profiles().note_valid(vault.project, &row.name).await.map_err(|e| away(&e))?;
                Ok(true)
            }
            Err(error) if error.kind == flowtilla_shared::domain::outcome::ErrorKind::Crash => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Saves the browser's state as a profile; gives what was saved.
    pub(super) async fn saved_state(&mut self, name: &str, proven: bool) -> Result<Value, StepError> {
        let state = self.driver().await?.save_state(Instant::now() + CARRIED_WITHIN).await?;
        self.mask_cookies(name, &state);
        let vault = &self.plan.vault;
        let sealed = vault
            .ring
            .seal(&place(vault.project, "profile", name), state.to_string().as_bytes())
            .map_err(|e| StepError::refused(format!("The state cannot be saved: {e}.")))?;
        vault.store.profiles().save(vault.project, name, &sealed, proven).await.map_err(|e| away(&e))?;
        Ok(state)
    }

    /// Loads a profile's state, whatever its age.
    pub(super) async fn load_profile(&mut self, name: &str) -> Result<(), StepError> {
        let row = self.profile(name).await?;
        let Some(state) = &row.state else {
            return Err(StepError::refused(format!("The profile `{name}` has nothing saved.")));
        };
        let state = self.open_state(name, state)?;
        self.put_state(name, &state).await
    }

    async fn put_state(&mut self, name: &str, state: &Value) -> Result<(), StepError> {
        self.mask_cookies(name, state);
        self.driver().await?.load_state(state, Instant::now() + CARRIED_WITHIN).await
    }

    fn mask_cookies(&self, name: &str, state: &Value) {
        let cookies = state.get("cookies").and_then(Value::as_array).into_iter().flatten();
        for value in cookies.filter_map(|cookie| cookie.get("value")?.as_str()).filter(|v| v.len() >= SHORTEST_MASKED) {
            self.plan.mask.add(&format!("profile.{name}"), value);
        }
    }
}

fn goto(url: String) -> Action {
    Action::Goto { url, wait_until: Arrival::default(), referer: None }
}

fn away(error: &flowtilla_shared::store::Error) -> StepError {
    StepError::refused(format!("Profiles cannot be reached: {error}."))
}
