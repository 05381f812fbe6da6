//! Pays for calls of models out of the ledger.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use flowtilla_shared::{
    config,
    domain::{ids::ProjectId, models::MicroUsd},
    store::{NewCall, Reservation, Settlement, SpendCaps, Store},
};
use uuid::Uuid;

use crate::{
    backoff::Backoff,
    hints::Hints,
    model::{Account, Ask, Error, Kind, Paid, Reserved, Turn},
};

/// Time between two looks at a call that somebody else makes.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long a settlement is tried for while the database is away.
const SETTLED_WITHIN: Duration = Duration::from_secs(20);

/// The account of one run, generation or agent session.
#[derive(Clone)]
pub struct Purse {
    pub store: Store,
    pub hints: Hints,
    pub project: ProjectId,
    /// Its stream, which is told of every call.
    pub topic: Arc<str>,
    /// Of the settings and of whoever asked; the project's own caps hold as well.
    pub caps: SpendCaps,
}

/// The caps of the settings. `for_topic` lowers that of one run, in dollars.
#[must_use]
pub fn caps(config: &config::Models, for_topic: Option<f64>) -> SpendCaps {
    let own = for_topic.filter(|usd| *usd > 0.0).map_or(config.max_usd_per_run, |usd| match config.max_usd_per_run {
        cap if cap > 0.0 => usd.min(cap),
        _ => usd,
    });
    SpendCaps {
        topic: micro(own),
        project_day: micro(config.max_usd_per_project_day),
        fleet_day: micro(config.max_usd_per_day),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the settings allow at most a billion dollars")]
fn micro(usd: f64) -> Option<MicroUsd> {
    (usd > 0.0).then(|| (usd * 1e6).round() as MicroUsd)
}

#[async_trait]
impl Account for Purse {
    async fn reserve(&self, ask: &Ask) -> Result<Reserved, Error> {
        let caps = self.caps.and(self.store.rules().budgets(self.project).await.map_err(|e| closed(&e))?);
        let Some(worst) = ask.worst.or_else(|| (!caps.any()).then_some(0)) else {
            let message = format!(
                "nobody knows what the model `{0}` costs, and spending caps are set: put `[models.prices.\"{1}/{0}\"]` with `input` \
                 and `output` (dollars a million tokens) into flowtilla.toml",
                ask.model, ask.endpoint
            );
            return Err(Error::new(Kind::Budget, message));
        };
        let call = NewCall {
            project: self.project,
            topic: self.topic.to_string(),
            label: ask.label.clone(),
            digest: ask.digest.clone(),
            model: ask.model.clone(),
            endpoint: ask.endpoint.clone(),
            worst,
            within: ask.within,
        };
        loop {
            let reservation = self.store.spending().reserve(&call, caps).await.map_err(|e| closed(&e))?;
            match reservation {
                Reservation::Made(id) => return Ok(Reserved::Go(id)),
                Reservation::Answered(answer) => match read(answer) {
                    Some(turn) => return Ok(Reserved::Answered(Box::new(turn))),
                    None => return Err(Error::new(Kind::Malformed, "a journalled answer cannot be read any more")),
                },
                Reservation::InFlight(other) => {
                    if let Some(turn) = self.others(other).await? {
                        return Ok(Reserved::Answered(Box::new(turn)));
                    }
                }
                Reservation::Refused { account, cap } => {
                    let usd = format!("{}.{:02}", cap / 1_000_000, cap % 1_000_000 / 10_000);
                    let what = match account {
                        "run" => format!(
                            "this run may cost {usd} dollars (`models.max_usd_per_run`, or the project's budget)"
                        ),
                        "project_day" => format!(
                            "the project may spend {usd} dollars a day (`models.max_usd_per_project_day`, or its own budget)"
                        ),
                        _ => format!("all projects may spend {usd} dollars a day (`models.max_usd_per_day`)"),
                    };
                    return Err(Error::new(
                        Kind::Budget,
                        format!("the next call of a model could pass the budget: {what}"),
                    ));
                }
            }
        }
    }

    async fn settle(&self, reservation: Uuid, ask: &Ask, paid: Paid<'_>) {
        let failure = paid.answered.as_ref().err().map(ToString::to_string);
        let settlement = Settlement {
            cost: paid.cost,
            input_tokens: paid.usage.input,
            output_tokens: paid.usage.output,
            cache_read_tokens: paid.usage.cache_read,
            cache_write_tokens: paid.usage.cache_write,
            duration_ms: paid.milliseconds,
            answer: paid.answered.ok().and_then(|turn| serde_json::to_value(turn).ok()),
            failure,
        };
        let settle = async {
            let mut backoff = Backoff::default();
            loop {
                match self.store.spending().settle(self.project, reservation, &settlement).await {
                    Err(e) if e.is_transient() => backoff.wait().await,
                    settled => return settled,
                }
            }
        };
        match tokio::time::timeout(SETTLED_WITHIN, settle).await {
            Ok(Ok(committed)) => committed.into_iter().for_each(|committed| self.hints.publish(committed)),
            Ok(Err(e)) => {
                tracing::error!(error = %e, "The call “{}” could not be settled; its worst case stays on the account", ask.label)
            }
            Err(_) => tracing::error!(
                "The call “{}” could not be settled in time; its worst case stays on the account",
                ask.label
            ),
        }
    }
}

impl Purse {
    /// The answer that was paid for under this label, whatever exactly was asked.
    ///
    /// # Errors
    /// [`Kind::Budget`] when nobody can tell: then nothing may be asked.
    pub async fn paid_for(&self, label: &str) -> Result<Option<Turn>, Error> {
        let answer = self.store.spending().answered(self.project, &self.topic, label).await.map_err(|e| closed(&e))?;
        Ok(answer.and_then(read))
    }

    /// Waits for the answer to a call that somebody else makes; `None` when there is none to have.
    async fn others(&self, id: Uuid) -> Result<Option<Turn>, Error> {
        loop {
            if let Some(answer) = self.store.spending().awaited(self.project, id).await.map_err(|e| closed(&e))? {
                return Ok(answer.and_then(read));
            }
            // the other call expires, so this ends
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn read(answer: serde_json::Value) -> Option<Turn> {
    serde_json::from_value(answer).ok()
}

/// Without the ledger nothing is spent.
fn closed(error: &flowtilla_shared::store::Error) -> Error {
    Error::new(Kind::Budget, format!("the ledger cannot be asked, so no model is: {error}"))
}
