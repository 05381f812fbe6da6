//! One step that does something: announced, let through the gate, tried, recorded.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{
        A11yScan, Action, AiExtract, AiLocate, Approve, Ask, CaptureRequests, Clipboard, Cookies, ParseFile,
        SearchPage, Step, Storage, WaitConsole, WaitFrame, WaitRequest, WaitResponse,
    },
    ids::ArtifactId,
    journal::StepRecord,
    outcome::{ErrorKind, StepError},
    status::StepStatus,
};
use serde_json::{Map, Value, json};

use super::{
    InFlight, Runner, asserting, files,
    inputs::with_file,
    replay,
    walk::{Around, Halt, Place},
    words::failure,
};
use crate::{
    driver::{Capture, Gate, Observation, Progress},
    gate::StepGate,
};

impl Runner {
    pub(super) async fn leaf(&mut self, step: &Step, place: &Place, around: Around) -> Result<(), Halt> {
        let gate = self.announce(step, place);
        let named = asserting::named(step, place).map(|expect| Step { action: Action::Expect(expect), ..step.clone() });
        let step = named.as_ref().unwrap_or(step);
        self.left_behind.clear();
        Box::pin(self.picture_before(&step.action)).await;
        let mut tried = Box::pin(self.tries_of(step, place, &gate, around)).await;
        let mut status = StepStatus::Passed;
        let mut healing = Vec::new();
        if let Err(error) = &tried
            && let Some(healed) = Box::pin(self.heal(step, place, error, &gate, around)).await
        {
            tried = healed.map(|healed| {
                status = StepStatus::Healed;
                healing = healed.captures;
                healed.observation
            });
        }
        let save_as = if let Action::WaitDownload(keep) = &step.action {
            keep.save_as.as_deref()
        } else if let Action::Pdf(print) = &step.action {
            print.save_as.as_deref()
        } else {
            None
        };
        if let Ok(observation) = &mut tried
            && let Err(error) = self.keep_download(save_as, observation)
        {
            tried = Err(error);
        }
        self.opinion.judged |= matches!(&step.action, Action::Expect(expect) if expect.level.is_error());
        let looked = Box::pin(self.looked(step, place, tried.is_ok())).await;
        self.note_browser_events();
        self.in_flight = None;
        if let Some(at) = gate.passed_at() {
            self.recorder.reel().acted(place.index, at);
        }
        match tried {
            Ok(mut observation) => {
                let mut captures = self.masked(std::mem::take(&mut observation.captures));
                captures.append(&mut healing);
                let captures: Vec<_> = captures.into_iter().map(|c| (ArtifactId::new(), c)).collect();
                if let (Some(Value::Object(value)), Some((id, _))) = (
                    &mut observation.value,
                    captures.iter().find(|(_, c)| matches!(c.kind.as_str(), "download" | "pdf")),
                ) {
                    value.insert("artifact".into(), id.to_string().into());
                }
                let vars = self.bring_back(&step.action, observation.value);
                let record = StepRecord { vars, ..result(place, status) };
                let mut captures = captures;
                let beside = self.still().await.into_iter().chain(looked);
                captures.extend(beside.map(|c| (ArtifactId::new(), c)));
                self.recorder.finished_as(record, captures);
                if step.action.acts() {
                    self.tell_session();
                }
                self.follow(&step.action, place.index, false)
            }
            Err(error) => {
                if !gate.has_passed() {
                    self.once_begun.take_if(|path| *path == place.path);
                }
                let error = self.plan.mask.error(&error);
                let left_behind = std::mem::take(&mut self.left_behind);
                let mut captures = self.masked(left_behind);
                captures.extend(looked);
                if asserting::is_remark(&error) {
                    let record = StepRecord { error: Some(error), ..result(place, StepStatus::Passed) };
                    self.recorder.finished(record, captures);
                    return Ok(());
                }
                captures.extend(self.evidence(&error).await);
                self.recorder
                    .finished(StepRecord { error: Some(error.clone()), ..result(place, StepStatus::Failed) }, captures);
                if error.kind != ErrorKind::Crash && self.now() >= around.flow {
                    return Err(Halt::FlowTimeout);
                }
                self.fails(step, &place.path, error)
            }
        }
    }

    /// Tells the journal that the step begins; for a step that acts, the gate opens when that is stored.
    fn announce(&mut self, step: &Step, place: &Place) -> Arc<StepGate> {
        let record = place.record(StepStatus::Running);
        let acts = step.action.acts();
        let gate = if acts {
            Arc::new(StepGate::new(self.hold.clone(), self.recorder.intent(record.clone())))
        } else {
            if !place.announced {
                self.recorder.started(record.clone());
            }
            self.open_gate()
        };
        if place.once {
            self.once_begun.get_or_insert_with(|| place.path.clone());
        }
        self.in_flight = Some(InFlight { record, acts, gate: gate.clone(), began: place.began });
        gate
    }

    async fn tries_of(
        &mut self,
        step: &Step,
        place: &Place,
        gate: &Arc<StepGate>,
        around: Around,
    ) -> Result<Observation, StepError> {
        let mut left = step.common.retry.map_or(0, |retry| retry.max);
        let mut pause = Duration::from_millis(step.common.retry.map_or(0, |retry| retry.backoff_ms));
        loop {
            let tried = self.one_try(step, place, gate, around).await;
            let Err(error) = &tried else { return tried };
            let hopeless = matches!(error.kind, ErrorKind::Crash | ErrorKind::Refused | ErrorKind::Budget);
            if left == 0 || hopeless || (place.once && gate.has_passed()) || self.now() >= around.deadline {
                return tried;
            }
            left -= 1;
            self.nap(pause, around.deadline).await;
            pause *= 2;
        }
    }

    /// One try with a deadline of its own; begun again with a fresh one when the gate held it up.
    pub(super) async fn one_try(
        &mut self,
        step: &Step,
        place: &Place,
        gate: &Arc<StepGate>,
        around: Around,
    ) -> Result<Observation, StepError> {
        loop {
            gate.begin_try();
            let tried = self.act(step, place, gate, around).await;
            if tried.is_ok() {
                return tried;
            }
            let Some(since) = gate.held_up_since() else { return tried };
            self.pauses.begin(since);
            let opened = gate.opens().await;
            self.pauses.end();
            opened?;
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other action is the driver's")]
    async fn act(
        &mut self,
        step: &Step,
        place: &Place,
        gate: &Arc<StepGate>,
        around: Around,
    ) -> Result<Observation, StepError> {
        let limit = self.pauses.real(around.deadline);
        match &step.action {
            Action::Sleep { ms } => {
                self.nap(Duration::from_millis(*ms), around.deadline).await;
                if Instant::now() >= limit {
                    Err(StepError::new(ErrorKind::Timeout, "The time of the flow ran out while it slept"))
                } else {
                    Ok(Observation::default())
                }
            }
            Action::Fail { reason, code } => Err(failure(reason, code.as_deref())),
            Action::Break {}
            | Action::Continue {}
            | Action::Done { .. }
            | Action::Skip { .. }
            | Action::Log { .. }
            | Action::Comment { .. }
            | Action::Annotate { .. }
            | Action::Chapter { .. }
            | Action::RecordMetric { .. } => Ok(Observation::default()),
            Action::Set { value, .. } => Ok(Observation { value: Some(value.clone()), captures: Vec::new() }),
            Action::Expect(expect) => {
                let timeout = self.patience(step.common.timeout_ms.unwrap_or_else(|| step.action.default_timeout_ms()));
                // the time to open the browser is not the assertion's
                if expect.var.is_none() {
                    self.driver().await?;
                }
                let deadline = (Instant::now() + Duration::from_millis(timeout)).min(limit);
                let progress = Progress { deadline, log: Vec::new(), gate: gate.clone(), explain: true };
                Box::pin(self.expect(expect, progress)).await
            }
            Action::SaveState { name } => {
                gate.pass().await?;
                self.saved_state(name, false).await.map(|_| Observation::default())
            }
            Action::LoadState { name } => {
                gate.pass().await?;
                self.load_profile(name).await.map(|()| Observation::default())
            }
            Action::OnOverlay { target, steps, times } => {
                self.add_overlay(target, steps, *times);
                Ok(Observation::default())
            }
            action if action.asks_person() => {
                let within = step.common.timeout_ms.unwrap_or_else(|| action.default_timeout_ms());
                let within = Duration::from_millis(within);
                Box::pin(self.person_step(action, &place.path, within))
                    .await
                    .unwrap_or_else(|| Ok(Observation::default()))
            }
            Action::HttpRequest(request) => {
                let timeout = self.patience(step.common.timeout_ms.unwrap_or_else(|| step.action.default_timeout_ms()));
                let deadline = (Instant::now() + Duration::from_millis(timeout)).min(limit);
                self.http_request(request, &**gate, deadline).await
            }
            action => {
                let timeout = self.patience(step.common.timeout_ms.unwrap_or_else(|| action.default_timeout_ms()));
                let deadline = (Instant::now() + Duration::from_millis(timeout)).min(limit);
                if let Some(asked) = Box::pin(self.ask_a_model(action, &place.path, deadline)).await {
                    return asked;
                }
                if let Some(told) = Box::pin(self.telling_step(action, &place.path, &**gate, deadline)).await {
                    return told;
                }
                if let Some(done) = self.file_step(action, deadline).await {
                    return done;
                }
                let fetched;
                let action = match action {
                    Action::Upload { target, files, next_chooser } => {
                        let mut files = files.clone();
                        self.fetch_uploads(&mut files).await?;
                        fetched = Action::Upload { target: target.clone(), files, next_chooser: *next_chooser };
                        &fetched
                    }
                    action => action,
                };
                let filed = with_file(&self.plan.upload_dir, action).await?;
                let action = filed.as_ref().unwrap_or(action);
                let pictured = self.with_picture(action)?;
                let action = pictured.as_ref().unwrap_or(action);
                // the time to open the browser is not the step's
                let opening = Instant::now();
                self.driver().await?;
                let deadline = (deadline + opening.elapsed()).min(limit);
                let mut done = self.act_in_browser(action, place, gate, deadline, around).await?;
                if matches!(action, Action::Pdf(_)) {
                    self.printed(&mut done).await?;
                }
                Ok(done)
            }
        }
    }

    /// One step in the browser, begun again when something came in its way that could be cleared away.
    async fn act_in_browser(
        &mut self,
        action: &Action,
        place: &Place,
        gate: &Arc<StepGate>,
        deadline: Instant,
        around: Around,
    ) -> Result<Observation, StepError> {
        loop {
            let (places, watched) = self.watched();
            let using = self.using.clone();
            let driver = self.driver().await?;
            driver.using(using);
            driver.watch_for(watched);
            let mut progress = Progress { deadline, log: Vec::new(), gate: gate.clone(), explain: true };
            let acted = driver.act(action, &mut progress).await;
            let Some(at) = driver.in_the_way().and_then(|at| places.get(at).copied()).filter(|_| acted.is_err()) else {
                return acted;
            };
            Box::pin(self.clear_away(at, &place.path, around)).await?;
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these steps set a variable")]
    /// Keeps what the step brought back, and says what the journal may know of it.
    fn bring_back(&mut self, action: &Action, value: Option<Value>) -> Map<String, Value> {
        if matches!(action, Action::HttpRequest(_)) {
            let saved = Self::saved(action, &value.unwrap_or(Value::Null));
            let kept = |(name, value): &(String, Value)| (name.clone(), replay::stored(value, &self.plan.mask));
            let kept = saved.iter().map(kept).collect();
            saved.into_iter().for_each(|(name, value)| self.scope.set(&name, value));
            return kept;
        }
        let name = match action {
            Action::Set { var, .. }
            | Action::Extract { var, .. }
            | Action::AiExtract(AiExtract { var, .. })
            | Action::AiLocate(AiLocate { var, .. })
            | Action::Evaluate { var: Some(var), .. }
            | Action::WaitFunction { var: Some(var), .. }
            | Action::WaitRequest(WaitRequest { var: Some(var), .. })
            | Action::WaitResponse(WaitResponse { var: Some(var), .. })
            | Action::WaitWsFrame(WaitFrame { var: Some(var), .. })
            | Action::WaitConsole(WaitConsole { var: Some(var), .. })
            | Action::CaptureRequests(CaptureRequests { var, .. })
            | Action::Copy { var: Some(var), .. }
            | Action::Clipboard(Clipboard { var: Some(var), .. })
            | Action::ReadFile { var, .. }
            | Action::ParseFile(ParseFile { var, .. })
            | Action::Cookies(Cookies { var: Some(var), .. })
            | Action::LocalStorage(Storage { var: Some(var), .. })
            | Action::SessionStorage(Storage { var: Some(var), .. })
            | Action::SearchPage(SearchPage { var: Some(var), .. })
            | Action::SnapshotAria { var: Some(var), .. }
            | Action::A11yScan(A11yScan { var: Some(var), .. })
            | Action::WebVitals { var }
            | Action::Approve(Approve { var: Some(var), .. })
            | Action::Ask(Ask { var, .. })
            | Action::Takeover { var: Some(var), .. }
            | Action::RunFlowAsync { var, .. }
            | Action::WaitRun { var: Some(var), .. } => var,
            Action::WaitEmail(wait) => match &wait.var {
                Some(var) => var,
                None => return Map::new(),
            },
            Action::WaitDownload(keep) => {
                return self.bring_back_download(keep.save_as.as_ref(), keep.var.as_ref(), value.unwrap_or_default());
            }
            Action::Pdf(print) => {
                return self.bring_back_download(print.save_as.as_ref(), print.var.as_ref(), value.unwrap_or_default());
            }
            // what was written is kept for a resume
            Action::WriteFile(_)
            | Action::AppendFile(_)
            | Action::ReplaceInFile(_)
            | Action::PdfSplit(_)
            | Action::PdfFill(_) => {
                let Some(Value::Object(written)) = value else { return Map::new() };
                let stored = |(name, value): (String, Value)| (name, replay::stored(&value, &self.plan.mask));
                return written.into_iter().map(stored).collect();
            }
            _ => return Map::new(),
        };
        let value = value.unwrap_or(Value::Null);
        let kept = Map::from_iter([(name.clone(), replay::stored(&value, &self.plan.mask))]);
        self.scope.set(name, value);
        kept
    }

    /// What was read from the page may show a secret that was typed into it.
    fn masked(&self, mut captures: Vec<Capture>) -> Vec<Capture> {
        for capture in captures.iter_mut().filter(|c| matches!(c.kind.as_str(), "inspection" | "a11y")) {
            if let Ok(value) = serde_json::from_slice::<Value>(&capture.bytes) {
                capture.bytes = self.plan.mask.value(&value).to_string().into_bytes();
            }
        }
        captures
    }

    fn bring_back_download(
        &mut self,
        save_as: Option<&String>,
        var: Option<&String>,
        value: Value,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        if let Some(save_as) = save_as {
            kept.insert(files::DOWNLOADED.to_owned(), json!({ "name": save_as, "sha256": value["sha256"] }));
        }
        if let Some(var) = var {
            kept.insert(var.clone(), replay::stored(&value, &self.plan.mask));
            self.scope.set(var, value);
        }
        kept
    }

    /// Sleeps, though not past `deadline` on the clock of pauses.
    pub(super) async fn nap(&mut self, pause: Duration, deadline: Instant) {
        let until = (Instant::now() + pause.min(Duration::from_secs(86_400))).min(self.pauses.real(deadline));
        tokio::time::sleep_until(until.into()).await;
    }
}

/// The result of a step whose start the recorder was told.
fn result(place: &Place, status: StepStatus) -> StepRecord {
    StepRecord { unannounced: false, ..place.result(status) }
}
