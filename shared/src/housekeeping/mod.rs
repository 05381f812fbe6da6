//! Housekeeping: what is too old goes, blobs that no row names go, what projects take up is counted.
//!
//! One process at a time does a chore, under a lease ([`Chores`](crate::store::Chores)), in batches that are bounded; whoever is
//! cut short leaves nothing half done that the next round does not find again.

mod orphans;
mod round;

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use serde_json::{Value, json};

pub use orphans::{Orphans, orphans};
pub use round::{Removal, removable, retain};

use crate::{
    blob::{self, Blobs},
    config::Config,
    store::{self, Hold, Store},
};

/// Time for one batch; the lease of a chore.
const LEASE: Duration = Duration::from_secs(120);
/// Time between two counts of what projects take up.
const COUNTED_EVERY: Duration = Duration::from_secs(60);
/// Rows of one batch.
pub(crate) const BATCH: u32 = 500;

/// What is kept for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Artifacts,
    Runs,
    Events,
    Baselines,
    Flows,
    Generations,
    ModelCalls,
    Sessions,
    Audit,
    Deliveries,
}

impl Kind {
    pub const ALL: [Self; 10] = [
        Self::Runs,
        Self::Artifacts,
        Self::Events,
        Self::Baselines,
        Self::Flows,
        Self::Generations,
        Self::ModelCalls,
        Self::Sessions,
        Self::Audit,
        Self::Deliveries,
    ];

    /// The word for it: the key in `[retention]`, where there is one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Artifacts => "artifacts",
            Self::Runs => "runs",
            Self::Events => "events",
            Self::Baselines => "baselines",
            Self::Flows => "flows",
            Self::Generations => "generations",
            Self::ModelCalls => "model_calls",
            Self::Sessions => "sessions",
            Self::Audit => "audit",
            Self::Deliveries => "deliveries",
        }
    }
}

/// Why housekeeping stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Blob(#[from] blob::Error),
    /// Another process has the chore.
    #[error("another process does this now; its lease ends after two minutes without a sign of life")]
    Taken,
    /// The chore's lease was lost on the way.
    #[error("the lease on this chore was lost; another process goes on")]
    Lost,
    #[error("{0}")]
    WrongStore(String),
}

/// A chore that is being done; tells the database so before every batch.
#[derive(Debug)]
pub struct Held<'a> {
    store: &'a Store,
    hold: Hold,
}

impl<'a> Held<'a> {
    /// Takes a chore, whether or not it is due.
    ///
    /// # Errors
    /// [`Error::Taken`].
    pub async fn take(store: &'a Store, chore: &str) -> Result<Self, Error> {
        let hold = store.chores().take(chore, LEASE).await?.ok_or(Error::Taken)?;
        Ok(Self { store, hold })
    }

    /// Takes a chore that is due.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_due(store: &'a Store, chore: &str, every: Option<Duration>) -> Result<Option<Self>, Error> {
        let hold = store.chores().take_due(chore, every, LEASE).await?;
        Ok(hold.map(|hold| Self { store, hold }))
    }

    /// Goes on for another while.
    ///
    /// # Errors
    /// [`Error::Lost`].
    pub async fn go_on(&self) -> Result<(), Error> {
        if self.store.chores().renew(&self.hold, LEASE).await? { Ok(()) } else { Err(Error::Lost) }
    }

    /// Puts it down with what came of it. What failed is tried again when it is due again, and not at once.
    ///
    /// # Errors
    /// What came of it.
    pub async fn told(self, outcome: Result<Value, Error>) -> Result<(), Error> {
        let report = match &outcome {
            Ok(report) => report.clone(),
            Err(cause) => json!({ "failed": cause.to_string() }),
        };
        // whoever could not say so loses the lease in a while
        let ended = self.end(Some(&report)).await;
        outcome.and(ended.map(|()| Value::Null)).map(drop)
    }

    /// Puts it down; with a report it was done.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end(self, report: Option<&Value>) -> Result<(), Error> {
        Ok(self.store.chores().end(&self.hold, report).await?)
    }
}

/// Does whichever chores are due and nobody else does. Meant to be called again and again; may be dropped at any time.
///
/// # Errors
/// When a chore could not be finished; the others were tried all the same.
pub async fn look(store: &Store, blobs: &Blobs, config: &Config) -> Result<(), Error> {
    let rules = &config.retention;
    let every = |time: Duration| (time > Duration::ZERO).then_some(time);
    let mut outcome = Ok(());
    if let Some(held) = Held::take_due(store, "usage", Some(COUNTED_EVERY)).await? {
        let counted = store.rules().count_usage().await.map(|()| json!({}));
        outcome = outcome.and(held.told(counted.map_err(Error::from)).await);
    }
    if let Some(held) = Held::take_due(store, "retention", every(rules.every)).await? {
        let done = retain_and_tell(store, config, &held).await;
        outcome = outcome.and(held.told(done).await);
    }
    if let Some(held) = Held::take_due(store, "orphans", every(rules.orphans_every)).await? {
        let done = orphans(store, blobs, Some(&held)).await;
        outcome = outcome.and(held.told(done.map(|found| json!(found))).await);
    }
    outcome
}

async fn retain_and_tell(store: &Store, config: &Config, held: &Held<'_>) -> Result<Value, Error> {
    let removed = retain(store, config, held, None).await?;
    // their bytes follow at once, not a day later
    if removed.iter().any(|removal| removal.bytes > 0) {
        store.chores().ask("orphans").await?;
    }
    if !removed.is_empty() {
        let rows: u64 = removed.iter().map(|removal| removal.rows).sum();
        let bytes: u64 = removed.iter().map(|removal| removal.bytes).sum();
        tracing::info!(rows, bytes, "Housekeeping removed {rows} rows and released {bytes} bytes of artifacts");
    }
    Ok(json!({ "removed": by_kind(&removed) }))
}

/// The sums by kind.
#[must_use]
pub fn by_kind(removed: &[Removal]) -> BTreeMap<&'static str, Value> {
    let mut sums: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    for removal in removed {
        let sum = sums.entry(removal.kind.as_str()).or_default();
        *sum = (sum.0 + removal.rows, sum.1 + removal.bytes);
    }
    sums.into_iter().map(|(kind, (rows, bytes))| (kind, json!({ "rows": rows, "bytes": bytes }))).collect()
}
