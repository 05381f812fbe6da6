//! One way or another: `if`, `switch`, `try`, and branches that take turns.

use flowtilla_shared::domain::{
    flow::{Action, Expect, ParallelBranch, ParallelTabs, TabRef, assert},
    journal::StepRecord,
    outcome::{ErrorKind, StepError},
    status::StepStatus,
};
use serde_json::{Map, Value, json};

use super::{
    Runner,
    control::may_pass_later,
    walk::{Around, Halt, Place},
};
use crate::driver::Progress;

/// Name under which a branch of `parallel` keeps its tab.
const TAB: &str = "$tab";

/// Longest time to bring a branch's tab to the front.
const SWITCHED_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);

impl Runner {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these two have branches")]
    /// The branch that is taken, with the path of its list: the one an earlier claim chose, else the first whose test holds.
    pub(super) async fn branch(
        &mut self,
        action: &Action,
        chosen: Option<String>,
        around: Around,
    ) -> Result<(Vec<Value>, Option<String>), StepError> {
        let mut ways: Vec<(String, &[Value])> = Vec::new();
        match action {
            Action::If { then, else_if, otherwise, .. } => {
                ways.push(("then".into(), then));
                ways.extend(
                    else_if.iter().enumerate().map(|(n, way)| (format!("else_if[{n}].then"), way.then.as_slice())),
                );
                ways.push(("else".into(), otherwise));
            }
            Action::Switch { cases, default, .. } => {
                ways.extend(
                    cases.iter().enumerate().map(|(n, case)| (format!("cases[{n}].steps"), case.steps.as_slice())),
                );
                ways.push(("default".into(), default));
            }
            _ => {}
        }
        let last = ways.len().saturating_sub(1);
        for (n, (path, steps)) in ways.into_iter().enumerate() {
            let taken = match &chosen {
                Some(chosen) => *chosen == path,
                None => n == last || self.holds_at(action, n, around).await?,
            };
            if taken {
                return Ok((steps.to_vec(), Some(path)));
            }
        }
        Ok((Vec::new(), None))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these two have branches")]
    /// Whether the `n`th test of an `if` or a `switch` holds.
    async fn holds_at(&mut self, action: &Action, n: usize, around: Around) -> Result<bool, StepError> {
        match action {
            Action::If { condition, else_if, .. } => {
                let condition = if n == 0 { Some(condition) } else { else_if.get(n - 1).map(|way| &way.condition) };
                match condition {
                    Some(condition) => Box::pin(self.holds(condition, around)).await,
                    None => Ok(false),
                }
            }
            Action::Switch { value, cases, .. } => {
                let Some(case) = cases.get(n) else { return Ok(false) };
                let comparison = self.scope.fill(&Value::Object(case.comparison.clone()))?;
                let expect: Expect = serde_json::from_value(comparison)
                    .map_err(|e| StepError::refused(format!("Case {n} cannot be compared with these values: {e}")))?;
                match assert::var_holds(&Expect { var: Some("value".into()), ..expect }, value) {
                    Ok(()) => Ok(true),
                    Err(error) if error.kind == ErrorKind::Assertion => Ok(false),
                    Err(error) => Err(error),
                }
            }
            _ => Ok(false),
        }
    }

    pub(super) async fn try_catch(
        &mut self,
        steps: &[Value],
        catch: Option<&[Value]>,
        finally: &[Value],
        name: &str,
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        let mut ended = self.steps(steps, format!("{}.steps", place.path), around).await;
        if let (Err(Halt::Failed { path, error }), Some(catch)) = (&ended, catch)
            && may_pass_later(error)
        {
            let failure = json!({ "kind": error.kind, "message": error.message, "path": path, "code": error.code });
            let before = self.scope.variable(name);
            self.scope.enter_round(name, failure);
            ended = self.steps(catch, format!("{}.catch", place.path), around).await;
            self.scope.leave_loop(name, before);
        }
        if finally.is_empty() || is_hopeless(&ended) {
            return ended;
        }
        self.steps(finally, format!("{}.finally", place.path), around).await?;
        ended
    }

    /// A step of each branch in turn, until every branch is at its end.
    pub(super) async fn parallel(
        &mut self,
        branches: &[ParallelBranch],
        tabs: ParallelTabs,
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        let mut lanes: Vec<Option<String>> = vec![None; branches.len()];
        if tabs == ParallelTabs::Own {
            for (n, branch) in branches.iter().enumerate() {
                if n > 0 {
                    let path = format!("{}.branches[{n}].tab", place.path);
                    self.step(&json!({ "type": "new_tab" }), path, around).await?;
                }
                lanes[n] = self.tab_of_branch(n, branch, place, around).await?;
            }
        }
        let longest = branches.iter().map(|branch| branch.steps.len()).max().unwrap_or(0);
        for k in 0..longest {
            for (n, branch) in branches.iter().enumerate() {
                let Some(step) = branch.steps.get(k) else { continue };
                self.show_tab(lanes[n].as_deref(), place).await?;
                let path = format!("{}.branches[{n}].steps[{k}]", place.path);
                self.step(step, path, around).await?;
                lanes[n] = self.tab_after_step(lanes[n].take(), n, place, around)?;
            }
        }
        self.show_tab(lanes.first().and_then(Option::as_deref), place).await
    }

    /// The tab in which a branch begins, recorded so that a later claim knows it.
    async fn tab_of_branch(
        &mut self,
        n: usize,
        branch: &ParallelBranch,
        place: &Place,
        around: Around,
    ) -> Result<Option<String>, Halt> {
        let (own, known) = self.next(place, format!("{}.branches[{n}]", place.path), around)?;
        if let Some(known) = known {
            return Ok(known.vars.get(TAB).and_then(Value::as_str).map(str::to_owned));
        }
        let tab = match self.driver().await {
            Ok(driver) => front(&driver.handle()),
            Err(error) => return Err(Halt::Failed { path: place.path.clone(), error }),
        };
        let vars = Map::from_iter([(TAB.to_owned(), json!(tab))]);
        let label = branch.name.clone().unwrap_or_else(|| format!("branch {}", n + 1));
        let own = Place { label: Some(self.plan.mask.long_text(&label, 500)), ..own };
        self.recorder.finished(StepRecord { vars, ..own.result(StepStatus::Passed) }, Vec::new());
        Ok(tab)
    }

    /// The branch's tab after one of its steps; a step that went to another one is followed, and that is recorded.
    fn tab_after_step(
        &mut self,
        before: Option<String>,
        n: usize,
        place: &Place,
        around: Around,
    ) -> Result<Option<String>, Halt> {
        let Some(before) = before else { return Ok(None) };
        let path = format!("{}.branches[{n}]", place.path);
        self.pass_cleared(&path);
        if self.replay.knows(self.next_index) {
            if !self.replay.is_at(self.next_index, &path) {
                return Ok(Some(before));
            }
            let (_, known) = self.next(place, path, around)?;
            return Ok(known
                .and_then(|known| known.vars.get(TAB).and_then(Value::as_str).map(str::to_owned))
                .or(Some(before)));
        }
        let now = self.browser.driver_mut().and_then(|driver| front(&driver.handle()));
        let Some(now) = now.filter(|now| *now != before) else { return Ok(Some(before)) };
        let (own, _) = self.next(place, path, around)?;
        let vars = Map::from_iter([(TAB.to_owned(), json!(now))]);
        self.recorder.finished(StepRecord { vars, ..own.result(StepStatus::Passed) }, Vec::new());
        Ok(Some(now))
    }

    /// Brings a branch's tab to the front; nothing while an earlier claim's steps are gone through.
    async fn show_tab(&mut self, tab: Option<&str>, place: &Place) -> Result<(), Halt> {
        let Some(tab) = tab else { return Ok(()) };
        if self.replay.knows(self.next_index) {
            return Ok(());
        }
        let gate = self.open_gate();
        let switched = async {
            let driver = self.driver().await?;
            let handle = driver.handle();
            if front(&handle).as_deref() == Some(tab) {
                return Ok(());
            }
            let at = handle.tabs.iter().position(|known| known == tab).and_then(|at| u32::try_from(at).ok());
            let at = at.ok_or_else(|| StepError::new(ErrorKind::Navigation, "The tab of this branch was closed"))?;
            let deadline = std::time::Instant::now() + SWITCHED_WITHIN;
            let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
            driver.act(&Action::SwitchTab { tab: TabRef::Index(at), alias: None }, &mut progress).await.map(drop)
        };
        let switched: Result<(), StepError> = Box::pin(switched).await;
        switched.map_err(|error| Halt::Failed { path: place.path.clone(), error: self.plan.mask.error(&error) })
    }
}

/// The tab in front.
fn front(handle: &crate::driver::SessionHandle) -> Option<String> {
    handle.tabs.get(handle.active).cloned()
}

/// Whether nothing more can be done: the browser is gone, or the time, or the journal does not fit.
fn is_hopeless(ended: &Result<(), Halt>) -> bool {
    match ended {
        Err(Halt::Failed { error, .. }) => error.kind == ErrorKind::Crash,
        Err(Halt::FlowTimeout | Halt::TooManySteps | Halt::Diverged(_)) => true,
        Ok(()) | Err(Halt::Break | Halt::Continue | Halt::Done(_) | Halt::Skip(_)) => false,
    }
}
