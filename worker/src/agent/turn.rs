//! One turn: model, tools, model, tools, until the model has nothing more to do.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        agent::{AgentStatus, MessageBlock, Role, WaitingFor},
        ids::{ArtifactId, MessageId},
        journal::NewArtifact,
    },
    store::{self, AgentCallRow, MessageRow, NewMessage},
    telemetry::traces,
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

use super::{
    attention::{Attention, Lost},
    host::Host,
    insist, rows, tools,
    witness::Journal,
};
use crate::model::{Stop, Turn};

/// Messages of one session that are read.
pub const MOST_MESSAGES: u32 = 100_000;
/// Desktops that may be lost during one turn.
const MOST_LOST: u32 = 3;
/// What is said of calls of an answer that was cut short.
pub const CUT_SHORT: &str = "Not executed: the answer was cut short.";
/// What is said of calls that a worker that is gone had not begun.
const NOT_BEGUN: &str = "Not executed: the worker that had this call is gone, and had not begun with it.";

/// Why a turn ends before its work is done.
#[derive(Debug)]
pub enum End {
    /// Somebody asked for it, or the worker goes away.
    Interrupted,
    /// The store refuses: the session was closed, or another worker has it.
    Fenced,
    Failed {
        kind: &'static str,
        message: String,
    },
}

impl End {
    pub fn failed(kind: &'static str, message: impl Into<String>) -> Self {
        Self::Failed { kind, message: message.into() }
    }
}

impl From<store::Error> for End {
    fn from(error: store::Error) -> Self {
        if matches!(error, store::Error::Fenced) {
            return Self::Fenced;
        }
        Self::failed("infra", format!("what was done could not be recorded: {error}"))
    }
}

/// What a turn has used up.
pub struct Effort {
    begun: Instant,
    /// Time in which a person was waited for.
    pub waited: Duration,
    pub answers: u32,
}

impl Host<'_> {
    /// Carries a turn out. `true`: the worker goes away, and another goes on with it.
    ///
    /// # Errors
    /// [`Lost`].
    pub async fn turn(&mut self) -> Result<bool, Lost> {
        match insist(|| async { rows(&self.hall.worker).begin_turn(&self.lease).await }).await {
            Ok((true, committed)) => self.hall.worker.hints.publish(committed),
            Ok((false, _)) => return Ok(false),
            Err(e) => {
                self.log_lost(&e);
                return Err(Lost);
            }
        }
        // what was asked during an earlier turn does not concern this one
        self.attention.now().await?;
        let interrupt = CancellationToken::new();
        let (attention, stop, token) = (self.attention, self.hall.stop.clone(), interrupt.clone());
        let watching = async move {
            tokio::select! { () = attention.until(Attention::interrupted) => {}, () = stop.cancelled() => {} }
            token.cancel();
            std::future::pending::<()>().await;
        };
        let span = self.turn_span().await;
        let end = tokio::select! {
            end = self.work(&interrupt).instrument(span.clone()) => end,
            () = watching => Err(End::Interrupted),
        };
        span.record("flowtilla.result", word(&end));
        self.crashed = false;
        self.finish(end).await
    }

    /// The span of a turn: it belongs to the request that said what is to be done; one that goes on with another worker's turn is a
    /// trace of its own that names it.
    async fn turn_span(&self) -> Span {
        let span = tracing::info_span!(
            target: traces::TARGET,
            "turn",
            otel.kind = "consumer",
            flowtilla.agent_session.id = %self.lease.id,
            flowtilla.epoch = self.lease.epoch,
            flowtilla.worker = self.hall.worker.name,
            flowtilla.result = tracing::field::Empty,
        );
        if span.is_disabled() {
            return span;
        }
        if let Ok(Some(asked)) = rows(&self.hall.worker).asked_in(&self.lease).await {
            if self.crashed { traces::link(&span, &asked) } else { traces::adopt(&span, &asked) }
        }
        span
    }

    async fn finish(&mut self, end: Result<(), End>) -> Result<bool, Lost> {
        let error = match end {
            Ok(()) => None,
            Err(End::Fenced) => {
                // throws it up when another worker has the session
                self.attention.now().await?;
                None
            }
            Err(End::Interrupted) => {
                let stands = self.attention.now().await?;
                if self.hall.stop.is_cancelled() && !Attention::interrupted(&stands) {
                    return Ok(true);
                }
                None
            }
            Err(End::Failed { kind, message }) => {
                tracing::info!(session.id = %self.lease.id, kind, "A turn of agent session `{}` failed: {message}", self.lease.id);
                Some((kind, message))
            }
        };
        let error = error.as_ref().map(|(kind, message)| (*kind, message.as_str()));
        match insist(|| async { rows(&self.hall.worker).end_turn(&self.lease, error).await }).await {
            Ok(committed) => self.hall.worker.hints.publish(committed),
            Err(e) => {
                self.log_lost(&e);
                return Err(Lost);
            }
        }
        self.attention.now().await?;
        Ok(false)
    }

    fn log_lost(&self, error: &store::Error) {
        if !matches!(error, store::Error::Fenced) {
            tracing::error!(session.id = %self.lease.id, error = ?error, "Agent session `{}` could not be written; its lease will run out", self.lease.id);
        }
    }

    async fn work(&mut self, interrupt: &CancellationToken) -> Result<(), End> {
        let mut effort = Effort { begun: Instant::now(), waited: Duration::ZERO, answers: 0 };
        self.recover().await?;
        let mut lost = 0;
        // of a take-over before this turn
        self.hear_hands().await;
        loop {
            self.wait_for_hands(interrupt, &mut effort).await?;
            self.notice_end().await;
            while self.station.is_none() {
                if let Err(why) = self.open_station().await {
                    lost += 1;
                    if lost >= MOST_LOST {
                        return Err(End::failed("desktop", format!("No desktop could be opened: {why}")));
                    }
                }
            }
            if interrupt.is_cancelled() {
                return Err(End::Interrupted);
            }
            self.push_files().await;
            self.put_notes().await?;
            self.check_limits(&effort).await?;
            let (turn, message) = self.ask(interrupt).await?;
            effort.answers += 1;
            if turn.uses().next().is_some() {
                self.carry_out(&turn, message, interrupt, &mut effort).await?;
                if self.station.is_none() {
                    lost += 1;
                }
                if lost >= MOST_LOST {
                    return Err(End::failed("desktop", "Three desktops in a row were lost during this turn."));
                }
            }
            if over(&turn)? {
                return Ok(());
            }
        }
    }

    /// Answers the calls of an answer whose worker died before all of them had one: nothing is done again.
    async fn recover(&mut self) -> Result<(), End> {
        let worker = &self.hall.worker;
        let committed = insist(|| async { rows(worker).doubt(&self.lease).await }).await?;
        worker.hints.publish(committed);
        let history = self.history().await?;
        let Some(last) = history.last().filter(|row| row.role == Role::Assistant) else { return Ok(()) };
        let Some(turn) = last.turn.clone().and_then(|turn| serde_json::from_value::<Turn>(turn).ok()) else {
            return Ok(());
        };
        if turn.uses().next().is_none() {
            return Ok(());
        }
        let known = insist(|| async { rows(worker).calls_of(self.lease.project, last.id).await }).await?;
        let journal = Journal::new(worker, &self.lease, self.attention, last.id);
        let mut blocks = Vec::new();
        for used in turn.uses() {
            match known.iter().find(|row| row.call_id == used.id) {
                Some(row) => blocks.push(result_of(row)),
                None => {
                    journal.skipped(&tools::call(used), NOT_BEGUN).await?;
                    blocks.push(MessageBlock::ToolResult {
                        id: used.id.clone(),
                        ok: false,
                        text: NOT_BEGUN.into(),
                        artifact_id: None,
                        skipped: true,
                    });
                }
            }
        }
        self.add(MessageId::new(), Role::Tool, blocks, Vec::new()).await
    }

    /// Waits while a person has the mouse.
    pub async fn wait_for_hands(&mut self, interrupt: &CancellationToken, effort: &mut Effort) -> Result<(), End> {
        if !self.attention.taken_over() {
            return Ok(());
        }
        let began = Instant::now();
        self.now_waiting_for(Some(WaitingFor::Control)).await?;
        tokio::select! {
            () = self.attention.until(|stands| stands.control == flowtilla_shared::domain::agent::Control::Agent) => {}
            () = interrupt.cancelled() => return Err(End::Interrupted),
        }
        effort.waited += began.elapsed();
        self.now_waiting_for(None).await?;
        self.notes.push(
            "The user had the mouse and the keyboard for a while and has handed them back. The picture shows the screen now; what \
             you saw before may be out of date."
                .into(),
        );
        self.show_screen = true;
        self.hear_hands().await;
        Ok(())
    }

    /// What the person who had the mouse last wants the agent to know.
    async fn hear_hands(&mut self) {
        let Some(station) = &self.station else { return };
        match self.hall.worker.store.desktop_views().take_note(station.id).await {
            Ok(Some(note)) => self.notes.push(format!("The user says about it: {note}")),
            Ok(None) => {}
            Err(e) => tracing::debug!(error = %e, "What a person said about desktop `{}` was not read", station.id),
        }
    }

    /// Notes what the turn waits for.
    pub async fn now_waiting_for(&self, what: Option<WaitingFor>) -> Result<(), End> {
        let committed = insist(|| async { rows(&self.hall.worker).wait_for(&self.lease, what).await }).await?;
        self.hall.worker.hints.publish(committed);
        Ok(())
    }

    /// Tells the agent what the worker has to say.
    async fn put_notes(&mut self) -> Result<(), End> {
        if self.notes.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.notes).join("\n");
        let mut blocks = vec![MessageBlock::Note { text }];
        let mut artifacts = Vec::new();
        if std::mem::take(&mut self.show_screen)
            && let Some((artifact, png)) = self.screenshot().await
        {
            self.album.keep(artifact.id, &png);
            blocks.push(MessageBlock::Image { artifact_id: artifact.id });
            artifacts.push(artifact);
        }
        self.add(MessageId::new(), Role::User, blocks, artifacts).await
    }

    /// A picture of the screen, kept.
    async fn screenshot(&self) -> Option<(NewArtifact, Vec<u8>)> {
        let station = self.station.as_ref()?;
        let png = station.desktop.hand().shot(&station.shown).await.ok()?.png().ok()?;
        let kept = self.hall.worker.blobs.put(bytes::Bytes::copy_from_slice(&png)).await.ok()?;
        let artifact = NewArtifact {
            id: ArtifactId::new(),
            kind: "screenshot".into(),
            name: None,
            media_type: "image/png".into(),
            sha256: kept.sha256,
            bytes: kept.bytes,
            step_index: None,
        };
        Some((artifact, png))
    }

    /// Adds to the history.
    pub async fn add(
        &self,
        id: MessageId,
        role: Role,
        blocks: Vec<MessageBlock>,
        artifacts: Vec<NewArtifact>,
    ) -> Result<(), End> {
        let new = NewMessage { id, role, blocks, turn: None, used: None, artifacts };
        let committed =
            insist(|| async { rows(&self.hall.worker).add(&self.lease, new.clone(), Vec::new()).await }).await?;
        self.hall.worker.hints.publish(committed);
        Ok(())
    }

    /// All that was said.
    pub async fn history(&self) -> Result<Vec<MessageRow>, End> {
        let (worker, lease) = (&self.hall.worker, &self.lease);
        Ok(insist(|| async { rows(worker).messages(lease.project, lease.id, 0, MOST_MESSAGES).await }).await?)
    }

    async fn check_limits(&self, effort: &Effort) -> Result<(), End> {
        let limits = &self.options.limits;
        if effort.answers >= limits.max_turns {
            let message = format!("The agent has used its {} turns for one message (`max_turns`).", limits.max_turns);
            return Err(End::failed("budget", message));
        }
        let worked = effort.begun.elapsed().saturating_sub(effort.waited);
        if worked > Duration::from_secs(limits.max_seconds) {
            let message =
                format!("The agent has worked on one message for over {} s (`max_seconds`).", limits.max_seconds);
            return Err(End::failed("timeout", message));
        }
        if limits.max_tokens > 0 {
            let used = insist(|| async { rows(&self.hall.worker).used(&self.lease).await }).await?.tokens();
            if used >= limits.max_tokens {
                let message =
                    format!("The session has used {used} tokens, and may use {} (`max_tokens`).", limits.max_tokens);
                return Err(End::failed("budget", message));
            }
        }
        let closed = self.attention.last().status == AgentStatus::Closed;
        if closed { Err(End::Interrupted) } else { Ok(()) }
    }
}

/// How a turn ended, in the words of a trace.
fn word(end: &Result<(), End>) -> &'static str {
    match end {
        Ok(()) => "ok",
        Err(End::Interrupted) => "interrupted",
        Err(End::Fenced) => "lost",
        Err(End::Failed { kind, .. }) => kind,
    }
}

/// Whether the model has nothing more to do.
fn over(turn: &Turn) -> Result<bool, End> {
    match &turn.stop {
        Stop::ToolUse => Ok(turn.uses().next().is_none()),
        Stop::Pause => Ok(false),
        Stop::End | Stop::Other(_) => Ok(true),
        Stop::MaxTokens => {
            Err(End::failed("model", "The answer of the model was cut off: it was longer than it may be."))
        }
        Stop::Refusal => Err(End::failed("model", "The model, or a filter before it, would not answer.")),
        Stop::ContextFull => {
            Err(End::failed("model", "The conversation is longer than the model can read; begin a new session."))
        }
    }
}

/// What is known of a call, as its result.
fn result_of(row: &AgentCallRow) -> MessageBlock {
    MessageBlock::ToolResult {
        id: row.call_id.clone(),
        ok: row.ok.unwrap_or(false),
        text: row.text.clone().unwrap_or_default(),
        artifact_id: row.artifact_id,
        skipped: row.skipped,
    }
}
