//! Language models: one way to ask any of them.
//!
//! A [`Request`] is written in words of no provider, encoded for the endpoint that is asked (`anthropic`, `responses`,
//! `chat`), sent over one `transport`, and read back as a [`Turn`]. What goes wrong on the way is told apart
//! ([`error::Kind`]); what may pass is tried again, and then another model. Every attempt is paid for through an [`Account`],
//! which is where caps and the journal are: this room knows no store and no queue.
//!
//! Nothing of an answer may be acted upon before the whole of it is there: [`Models::turn`] returns whole turns, and the
//! [`Delta`]s before that are for people's eyes.

pub mod account;
mod anthropic;
mod breaker;
mod chat;
pub mod error;
mod fold;
mod observe;
pub mod request;
mod responses;
mod retry;
mod structured;
mod transport;
pub mod turn;

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use flowtilla_shared::{
    config::{self, Chosen, Roster},
    domain::models::Structured,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

pub use account::{Account, Ask, Free, Paid, Reserved};
pub use error::{Error, Kind};
pub use request::{AnswerSchema, Api, Block, Image, Message, Request, Tool, ToolChoice, ToolResult};
pub use structured::Checked;
pub use turn::{Delta, Said, Stop, ToolUse, Turn, Usage};

use breaker::Breakers;
use fold::{Fold, Step};
use transport::{Answer, Destination, Times, Transport};

/// The models that this process can ask. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct Models {
    roster: Roster,
    transport: Transport,
    breakers: Breakers,
    times: config::Models,
    /// Endpoints and models that refused a schema in the request; they get it in the prompt.
    no_schema: Mutex<HashSet<(String, String)>>,
}

/// One call: who pays, what for, and how it is watched.
pub struct Call<'a> {
    /// Id, alias or `endpoint/id`; absent: the default model.
    pub model: Option<&'a str>,
    pub account: &'a dyn Account,
    /// What the call is for, for the ledger: `explore`, `step 4`.
    pub label: &'a str,
    /// Ends the call; what was paid until then is settled.
    pub stop: &'a CancellationToken,
    /// Sees the answer arrive.
    pub sink: &'a mut (dyn FnMut(Delta) + Send),
}

impl Models {
    /// # Errors
    /// What is wrong with the settings, or that no HTTP client can be made.
    pub fn new(config: &config::Models, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let roster = Roster::new(config, environment).map_err(anyhow::Error::msg)?;
        Ok(Self {
            roster,
            transport: Transport::new()?,
            breakers: Breakers::default(),
            times: config.clone(),
            no_schema: Mutex::default(),
        })
    }

    /// Which models there are.
    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Asks for one turn: of the model named, and when that one is away, of the fallback models in turn.
    ///
    /// # Errors
    /// [`Error`] of the last model asked, when none answered.
    pub async fn turn(&self, request: &Request, mut call: Call<'_>) -> Result<Turn, Error> {
        let chain = self.roster.chain(call.model).map_err(|why| Error::new(Kind::NoModel, why))?;
        let deadline = Instant::now() + self.times.total_timeout;
        let mut failed: Option<Error> = None;
        for chosen in chain {
            if let Some(error) = misfit(request, &chosen) {
                failed.get_or_insert(error);
                continue;
            }
            if let Some(error) = &failed {
                tracing::warn!(%error, "Turning to the model `{}`", chosen.model.id);
                (call.sink)(Delta::Again { why: error.message.clone(), after: std::time::Duration::ZERO });
            }
            match self.insist(&chosen, request, &mut call, deadline).await {
                Ok(turn) => return Ok(turn),
                Err(error) if error.asks_for_fallback() => failed = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failed.unwrap_or_else(|| Error::new(Kind::NoModel, "no model can be asked")))
    }

    /// Asks one model until it answers, its failures do not pass, or the time is up.
    async fn insist(
        &self,
        chosen: &Chosen,
        request: &Request,
        call: &mut Call<'_>,
        deadline: Instant,
    ) -> Result<Turn, Error> {
        let mut attempt = 0;
        loop {
            let error = match self.attempt(chosen, request, call, deadline).await {
                Ok(turn) => return Ok(turn),
                Err(error) => error,
            };
            if error.kind == Kind::BadRequest && self.step_down(chosen, request, &error) {
                continue;
            }
            let wait = retry::wait(attempt, error.retry_after);
            let in_time = Instant::now() + wait < deadline;
            if !error.is_transient() || attempt >= self.times.retries || !in_time {
                return Err(error);
            }
            attempt += 1;
            tracing::info!(%error, attempt, "Asking the model `{}` again", chosen.model.id);
            (call.sink)(Delta::Again { why: error.message.clone(), after: wait });
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = call.stop.cancelled() => return Err(interrupted()),
            }
        }
    }

    /// One attempt, from its reservation to its settlement.
    async fn attempt(
        &self,
        chosen: &Chosen,
        request: &Request,
        call: &mut Call<'_>,
        deadline: Instant,
    ) -> Result<Turn, Error> {
        let name = &chosen.model.endpoint;
        self.breakers.pass(name, Instant::now())?;
        let (body, path, betas) = self.write(chosen, request);
        let most = max_tokens(request, chosen);
        let ask = Ask {
            label: call.label.to_owned(),
            model: chosen.model.id.clone(),
            endpoint: name.clone(),
            digest: digest(name, &body),
            worst: chosen.price.map(|price| price.worst(request.most_tokens(), u64::from(most))),
            within: deadline.saturating_duration_since(Instant::now()),
        };
        let reservation = tokio::select! {
            reserved = call.account.reserve(&ask) => match reserved? {
                Reserved::Go(reservation) => reservation,
                Reserved::Answered(turn) => return Ok(*turn),
            },
            () = call.stop.cancelled() => return Err(interrupted()),
        };
        let begun = Instant::now();
        let times = Times { idle: self.times.idle_timeout, deadline };
        let span = observe::span(chosen);
        let answered = self.exchange(chosen, (body, path, &betas), times, call).instrument(span.clone()).await;
        self.breakers.note(name, answered.as_ref().err(), Instant::now());
        let usage = match &answered {
            Ok(turn) => turn.usage,
            Err(error) => error.paid,
        };
        let unknown = answered.is_ok() && usage.total() == 0;
        let cost = match chosen.price {
            // an answer without a count is taken for the dearest
            Some(_) if unknown => ask.worst.unwrap_or_default(),
            Some(price) => price.of(usage.input, usage.output, usage.cache_read, usage.cache_write),
            None => 0,
        };
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        observe::ended(&span, chosen, usage, cost, answered.as_ref().err());
        let paid = Paid { usage, cost, milliseconds, answered: answered.as_ref().map_err(Clone::clone) };
        call.account.settle(reservation, &ask, paid).await;
        answered
    }

    /// The body, the path and the beta headers for this model.
    fn write(&self, chosen: &Chosen, request: &Request) -> (Value, &'static str, Vec<String>) {
        let native = chosen.model.structured == Structured::Native && !self.refused_schema(chosen);
        let (id, most, stream) = (&chosen.model.id, max_tokens(request, chosen), chosen.endpoint.stream);
        let in_prompt = request.answer.is_some() && !native;
        let prompted = in_prompt.then(|| structured::in_prompt(request));
        let request = prompted.as_ref().unwrap_or(request);
        let (mut body, path, betas) = match chosen.endpoint.api {
            Api::AnthropicMessages => {
                (anthropic::encode(request, id, most, stream, native), "/messages", anthropic::betas(request))
            }
            Api::OpenaiResponses => (responses::encode(request, id, most, stream, native), "/responses", Vec::new()),
            Api::ChatCompletions => (chat::encode(request, id, most, stream, native), "/chat/completions", Vec::new()),
        };
        // OpenAI's own models have renamed the field; compatible servers know the old name
        if chosen.endpoint.api == Api::ChatCompletions && chosen.endpoint.base_url.contains("//api.openai.com/") {
            body["max_completion_tokens"] = body["max_tokens"].take();
            body.as_object_mut().map(|body| body.remove("max_tokens"));
        }
        (body, path, betas)
    }

    /// Sends one request and reads the whole answer.
    async fn exchange(
        &self,
        chosen: &Chosen,
        (body, path, betas): (Value, &str, &[String]),
        times: Times,
        call: &mut Call<'_>,
    ) -> Result<Turn, Error> {
        let to = Destination {
            name: chosen.model.endpoint.clone(),
            api: chosen.endpoint.api,
            base_url: chosen.endpoint.base_url.clone(),
            key: chosen.key.clone(),
            stream: chosen.endpoint.stream,
        };
        let asked = tokio::select! {
            asked = self.transport.send(&to, path, body, betas, times) => asked?,
            () = call.stop.cancelled() => return Err(interrupted()),
        };
        let (whole, request_id) = match asked {
            Answer::Whole(whole) => (whole, None),
            Answer::Events(mut events) => {
                let mut fold: Box<dyn Fold> = match to.api {
                    Api::AnthropicMessages => Box::<anthropic::Reader>::default(),
                    Api::OpenaiResponses => Box::<responses::Reader>::default(),
                    Api::ChatCompletions => Box::<chat::Reader>::default(),
                };
                let read = read(&mut events, fold.as_mut(), &to.name, call).await;
                let whole = read.map_err(|error| Error { paid: fold.paid(), ..error })?;
                (whole, events.request_id())
            }
        };
        let decoded = match to.api {
            Api::AnthropicMessages => anthropic::decode(&whole),
            Api::OpenaiResponses => responses::decode(&whole),
            Api::ChatCompletions => chat::decode(&whole),
        };
        let (raw, said, stop, usage) = decoded.map_err(|error| Error { paid: used(&whole), ..error })?;
        let model = whole["model"].as_str().filter(|model| !model.is_empty()).unwrap_or(&chosen.model.id);
        let model = model.chars().take(200).collect();
        Ok(Turn { api: to.api, model, endpoint: to.name, raw, said, stop, usage, request_id })
    }

    fn refused_schema(&self, chosen: &Chosen) -> bool {
        self.no_schema().contains(&(chosen.model.endpoint.clone(), chosen.model.id.clone()))
    }

    fn no_schema(&self) -> MutexGuard<'_, HashSet<(String, String)>> {
        self.no_schema.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that the endpoint takes no schema; `false` when that was not what it refused.
    fn step_down(&self, chosen: &Chosen, request: &Request, error: &Error) -> bool {
        let words = ["output_config", "response_format", "text.format", "json_schema", "guided"];
        let about_schema = request.answer.is_some() && words.iter().any(|word| error.message.contains(word));
        about_schema && self.no_schema().insert((chosen.model.endpoint.clone(), chosen.model.id.clone()))
    }
}

/// Reads events until the answer is whole.
async fn read(
    events: &mut transport::Events,
    fold: &mut dyn Fold,
    name: &str,
    call: &mut Call<'_>,
) -> Result<Value, Error> {
    loop {
        let event = tokio::select! {
            event = events.next(name) => event?,
            () = call.stop.cancelled() => return Err(interrupted()),
        };
        let Some(event) = event else {
            return fold.end().ok_or_else(|| {
                Error::new(Kind::Broken, format!("the answer of the endpoint `{name}` ended before it was complete"))
            });
        };
        match fold.event(&event)? {
            Step::More(Some(delta)) => (call.sink)(delta),
            Step::More(None) => {}
            Step::Done(whole) => return Ok(whole),
        }
    }
}

/// What an answer used that made no sense otherwise.
fn used(whole: &Value) -> Usage {
    let usage = &whole["usage"];
    let count = |name: &str, other: &str| usage[name].as_u64().or_else(|| usage[other].as_u64()).unwrap_or(0);
    Usage {
        input: count("input_tokens", "prompt_tokens"),
        output: count("output_tokens", "completion_tokens"),
        ..Usage::default()
    }
}

/// Why this model cannot take the request at all.
fn misfit(request: &Request, chosen: &Chosen) -> Option<Error> {
    let (id, api) = (&chosen.model.id, chosen.endpoint.api);
    if request.tools.iter().any(|tool| tool.only().is_some_and(|only| only != api)) {
        let message = format!("the model `{id}` does not know one of the tools, which another provider defines");
        return Some(Error::new(Kind::ToolRefused, message));
    }
    let pictures = |block: &Block| match block {
        Block::Image(_) => true,
        Block::ToolResult(result) => !result.images.is_empty(),
        Block::Text { .. } => false,
    };
    let seen = request.messages.iter().any(|message| match message {
        Message::User(blocks) => blocks.iter().any(pictures),
        Message::Assistant(_) => false,
    });
    (seen && !chosen.model.images).then(|| Error::new(Kind::BadRequest, format!("the model `{id}` sees no pictures")))
}

fn max_tokens(request: &Request, chosen: &Chosen) -> u32 {
    match request.max_tokens {
        0 => chosen.model.max_output_tokens,
        most => most.min(chosen.model.max_output_tokens),
    }
}

fn digest(endpoint: &str, body: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(endpoint.as_bytes());
    hash.update([0]);
    hash.update(body.to_string().as_bytes());
    hex::encode(hash.finalize())
}

fn interrupted() -> Error {
    Error::new(Kind::Interrupted, "the call was interrupted")
}
