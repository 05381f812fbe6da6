//! Asks the model for its next answer, and lets people see it come.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use flowtilla_shared::{
    domain::{
        agent::{MessageBlock, Role},
        event::Event,
        ids::{AgentSessionId, MessageId},
    },
    store::{AgentUsage, NewMessage},
};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{history, host::Host, insist, prompt, rows, tools, turn::End};
use crate::{
    desktop::{Browsing, Others},
    model::{Call, Delta, Error, Kind, Request, Said, Stop, Turn},
    spending::{Purse, caps},
};

/// Pieces of an answer are told together when they come faster than this.
const TELL_EVERY: Duration = Duration::from_millis(60);

/// What has arrived of an answer and is not told yet.
#[derive(Default)]
struct Speech {
    waiting: Mutex<Vec<Delta>>,
    more: Notify,
    /// Text that was told or waits, since the answer was last begun anew.
    heard: Mutex<String>,
}

impl Speech {
    fn hear(&self, delta: Delta) {
        match &delta {
            Delta::Text(text) => lock(&self.heard).push_str(text),
            Delta::Again { .. } => lock(&self.heard).clear(),
            Delta::Thinking(_) => {}
            Delta::CallStarted { .. } | Delta::CallInput { .. } => return,
        }
        lock(&self.waiting).push(delta);
        self.more.notify_one();
    }

    /// What waits, with neighbours of one kind joined.
    fn take(&self, message_id: MessageId) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        for delta in std::mem::take(&mut *lock(&self.waiting)) {
            match (events.last_mut(), delta) {
                (Some(Event::Content { content, .. }), Delta::Text(text))
                | (Some(Event::Thinking { content, .. }), Delta::Thinking(text)) => content.push_str(&text),
                (_, Delta::Text(content)) => events.push(Event::Content { content, message_id }),
                (_, Delta::Thinking(content)) => events.push(Event::Thinking { content, message_id }),
                (_, Delta::Again { why, .. }) => events.push(Event::ContentReset { message_id, why }),
                (_, Delta::CallStarted { .. } | Delta::CallInput { .. }) => {}
            }
        }
        events
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The id of the answer that will have this position: the same one when another worker asks for it again.
fn answer_id(session: AgentSessionId, position: u32) -> MessageId {
    let hash = Sha256::digest(format!("{session} {position}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    MessageId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

impl Host<'_> {
    /// The next answer, which is part of the history when this returns.
    pub async fn ask(&mut self, interrupt: &CancellationToken) -> Result<(Turn, MessageId), End> {
        let worker = self.hall.worker.clone();
        let rows_read = self.history().await?;
        let position = rows_read.last().and_then(|row| row.position).unwrap_or(0) + 1;
        let id = answer_id(self.lease.id, position);
        let messages = history::read(&worker, self.lease.project, &rows_read, &mut self.album).await;
        let messages = messages.map_err(|why| End::failed("infra", why))?;
        let chain = self.hall.models.roster().chain(self.options.model.as_deref());
        let chosen = chain.map_err(|why| End::failed("model", why))?.into_iter().next();
        let chosen = chosen.ok_or_else(|| End::failed("model", "no model is set up"))?;
        let shown = self.station.as_ref().map_or((0, 0), |station| station.shown.shown);
        let wanted = tools::group(self.options.tool_version.as_deref(), &chosen);
        let mut group = self.hall.steps_down.instead_of(wanted, &chosen);
        let home = self.station.as_ref().map_or_else(String::new, |station| station.desktop.inside().home());
        let mut others = Others { shell: self.has_shell(), browser: Browsing::Not };
        if self.has_browser() {
            others.browser = self.hall.steps_down.browsing(&chosen);
        }
        let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
        let mut request = Request {
            system: Some(prompt::system(&self.options, (shown, &home), others, &today)),
            messages,
            user: Some(self.lease.id.to_string()),
            ..Request::default()
        };
        let speech = Speech::default();
        if self.crashed {
            speech.hear(Delta::Again { why: "the worker that had this answer is gone".into(), after: Duration::ZERO });
        }
        let turn = loop {
            request.tools = tools::offer(group, chosen.endpoint.api, shown, others);
            match self.ask_once(&request, position, id, &speech, interrupt).await {
                Ok(turn) => break turn,
                Err(error)
                    if error.kind == Kind::ToolRefused
                        && self.hall.steps_down.browser_refused(&error.to_string(), others, &chosen) =>
                {
                    tracing::info!(
                        model = chosen.model.id,
                        "The browser's toolset was refused; offering it as a function"
                    );
                    others.browser = Browsing::Function;
                }
                Err(error) if error.kind == Kind::ToolRefused => match self.hall.steps_down.refused(group, &chosen) {
                    Some(below) => {
                        tracing::info!(
                            model = chosen.model.id,
                            "The tools `{}` were refused; offering `{}`",
                            group.as_str(),
                            below.as_str()
                        );
                        group = below;
                    }
                    None => return Err(failed(&error)),
                },
                Err(error) => {
                    if error.kind == Kind::Interrupted {
                        self.keep_what_was_said(id, &speech).await?;
                    }
                    return Err(failed(&error));
                }
            }
        };
        self.keep_answer(&turn, id, &speech).await?;
        Ok((turn, id))
    }

    async fn ask_once(
        &self,
        request: &Request,
        position: u32,
        id: MessageId,
        speech: &Speech,
        interrupt: &CancellationToken,
    ) -> Result<Turn, Error> {
        let worker = &self.hall.worker;
        let max_usd = Some(self.options.limits.max_usd).filter(|usd| *usd > 0.0);
        let purse = Purse {
            store: worker.store.clone(),
            hints: worker.hints.clone(),
            project: self.lease.project,
            topic: self.lease.topic().into(),
            caps: caps(&worker.config.models, max_usd),
        };
        let label = format!("answer {position}");
        let mut sink = |delta| speech.hear(delta);
        let model = self.options.model.as_deref();
        let call = Call { model, account: &purse, label: &label, stop: interrupt, sink: &mut sink };
        let asking = self.hall.models.turn(request, call);
        tokio::pin!(asking);
        loop {
            tokio::select! {
                answered = &mut asking => return answered,
                () = speech.more.notified() => {}
            }
            // what is being told is told to its end, whatever comes meanwhile
            let telling = self.tell(speech.take(id));
            tokio::pin!(telling);
            tokio::select! {
                answered = &mut asking => {
                    telling.await;
                    return answered;
                }
                () = &mut telling => {}
            }
            tokio::select! {
                answered = &mut asking => return answered,
                () = tokio::time::sleep(TELL_EVERY) => {}
            }
        }
    }

    /// Tells of pieces; whoever misses them gets the whole at the end.
    async fn tell(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        match rows(&self.hall.worker).tell(&self.lease, events).await {
            Ok(committed) => self.hall.worker.hints.publish(committed),
            Err(e) => tracing::debug!(error = %e, "A piece of an answer was not told"),
        }
    }

    async fn keep_answer(&self, turn: &Turn, id: MessageId, speech: &Speech) -> Result<(), End> {
        let mut ids: Vec<&str> = turn.uses().map(|call| call.id.as_str()).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(End::failed("model", "The model gave two calls the same id."));
        }
        let content = turn.text();
        let mut events = speech.take(id);
        if lock(&speech.heard).is_empty() && !content.is_empty() {
            // an answer that did not come in pieces
            events.push(Event::Content { content: content.clone(), message_id: id });
        }
        events.push(Event::ContentDone { message_id: id, content, stop: stop_word(&turn.stop).into() });
        let used = AgentUsage {
            answers: 1,
            input_tokens: turn.usage.input,
            output_tokens: turn.usage.output,
            cache_read_tokens: turn.usage.cache_read,
            cache_write_tokens: turn.usage.cache_write,
            cost_micro_usd: 0,
        };
        let stored = serde_json::to_value(turn).map_err(|e| End::failed("infra", e.to_string()))?;
        let blocks = turn.said.iter().map(block).collect();
        let new = NewMessage {
            id,
            role: Role::Assistant,
            blocks,
            turn: Some(stored),
            used: Some(used),
            artifacts: Vec::new(),
        };
        let committed =
            insist(|| async { rows(&self.hall.worker).add(&self.lease, new.clone(), events.clone()).await }).await?;
        self.hall.worker.hints.publish(committed);
        Ok(())
    }

    /// Keeps the beginning of an answer that was interrupted, for people; no model gets it back.
    async fn keep_what_was_said(&self, id: MessageId, speech: &Speech) -> Result<(), End> {
        let content = lock(&speech.heard).clone();
        if content.is_empty() || self.hall.stop.is_cancelled() {
            return Ok(());
        }
        let mut events = speech.take(id);
        events.push(Event::ContentDone { message_id: id, content: content.clone(), stop: "interrupted".into() });
        let blocks = vec![MessageBlock::Text { text: content }];
        let new = NewMessage { id, role: Role::Assistant, blocks, turn: None, used: None, artifacts: Vec::new() };
        match insist(|| async { rows(&self.hall.worker).add(&self.lease, new.clone(), events.clone()).await }).await {
            Ok(committed) => self.hall.worker.hints.publish(committed),
            // the session was closed: what was told of it stands in its stream
            Err(flowtilla_shared::store::Error::Fenced) => {}
            Err(e) => return Err(e.into()),
        }
        Ok(())
    }
}

fn block(said: &Said) -> MessageBlock {
    match said {
        Said::Text { text } => MessageBlock::Text { text: text.clone() },
        Said::Thinking { text } => MessageBlock::Thinking { text: text.clone() },
        Said::ToolUse(call) => MessageBlock::ToolUse {
            id: call.id.clone(),
            name: call.name.clone(),
            input: call.input.clone(),
            toolset: call.toolset.clone(),
        },
    }
}

fn stop_word(stop: &Stop) -> &'static str {
    match stop {
        Stop::End => "end",
        Stop::ToolUse => "tool_use",
        Stop::MaxTokens => "max_tokens",
        Stop::Refusal => "refusal",
        Stop::Pause | Stop::ContextFull | Stop::Other(_) => "other",
    }
}

fn failed(error: &Error) -> End {
    match error.kind {
        Kind::Interrupted => End::Interrupted,
        Kind::Budget => End::failed("budget", error.to_string()),
        Kind::Auth
        | Kind::Quota
        | Kind::RateLimited
        | Kind::Overloaded
        | Kind::Server
        | Kind::Timeout
        | Kind::Network
        | Kind::TooLong
        | Kind::ToolRefused
        | Kind::BadRequest
        | Kind::Refused
        | Kind::Broken
        | Kind::TooLarge
        | Kind::Malformed
        | Kind::CircuitOpen
        | Kind::NoModel => End::failed("model", format!("{}: {error}", error.kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_come_together_are_told_together() {
        let (speech, id) = (Speech::default(), MessageId::new());
        for text in ["It ", "is ", "sunny."] {
            speech.hear(Delta::Text(text.into()));
        }
        speech.hear(Delta::Thinking("Hm".into()));
        let content = |text: &str| Event::Content { content: text.into(), message_id: id };
        assert_eq!(
            speech.take(id),
            [content("It is sunny."), Event::Thinking { content: "Hm".into(), message_id: id }]
        );
        speech.hear(Delta::Again { why: "cut".into(), after: Duration::ZERO });
        speech.hear(Delta::Text("Rain.".into()));
        assert_eq!(speech.take(id), [Event::ContentReset { message_id: id, why: "cut".into() }, content("Rain.")]);
        assert_eq!(*lock(&speech.heard), "Rain.");
        assert!(speech.take(id).is_empty());
    }

    #[test]
    fn an_answer_that_is_asked_for_again_keeps_its_id() {
        let (one, other) = (AgentSessionId::new(), AgentSessionId::new());
        assert_eq!(answer_id(one, 3), answer_id(one, 3));
        assert_ne!(answer_id(one, 3), answer_id(one, 4));
        assert_ne!(answer_id(one, 3), answer_id(other, 3));
    }
}
