//! Who pays for calls.

use std::time::Duration;

use async_trait::async_trait;
use flowtilla_shared::domain::models::MicroUsd;
use uuid::Uuid;

use super::{
    error::Error,
    turn::{Turn, Usage},
};

/// What is about to be bought.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What it is for.
    pub label: String,
    pub model: String,
    pub endpoint: String,
    /// Hash of endpoint and body: equal for equal requests.
    pub digest: String,
    /// The most it can cost; absent: nobody knows.
    pub worst: Option<MicroUsd>,
    /// After this long the call is over, whatever became of it.
    pub within: Duration,
}

/// Leave to spend.
#[derive(Debug)]
pub enum Reserved {
    /// Ask the model, then settle this reservation.
    Go(Uuid),
    /// The same was asked before (or is being asked by another) and this is its answer: nothing is to be paid.
    Answered(Box<Turn>),
}

/// What became of a call.
#[derive(Debug)]
pub struct Paid<'a> {
    pub usage: Usage,
    pub cost: MicroUsd,
    pub milliseconds: u64,
    pub answered: Result<&'a Turn, Error>,
}

/// Caps and journal of one run, generation or session.
#[async_trait]
pub trait Account: Send + Sync {
    /// Sets the worst case aside before the call.
    ///
    /// # Errors
    /// [`super::Kind::Budget`] when a cap would be passed, or when nobody can tell: then nothing is asked.
    async fn reserve(&self, ask: &Ask) -> Result<Reserved, Error>;

    /// Replaces the reservation by what the call did cost, and keeps the answer. A settlement that cannot be written leaves
    /// the worst case on the account.
    async fn settle(&self, reservation: Uuid, ask: &Ask, paid: Paid<'_>);
}

/// Nobody counts. For endpoints that cost nothing, and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Free;

#[async_trait]
impl Account for Free {
    async fn reserve(&self, _: &Ask) -> Result<Reserved, Error> {
        Ok(Reserved::Go(Uuid::nil()))
    }

    async fn settle(&self, _: Uuid, _: &Ask, _: Paid<'_>) {}
}
