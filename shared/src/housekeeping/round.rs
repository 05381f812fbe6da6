//! One round of retention: each project by its own rules, each kind in batches.

use std::time::Duration;

use serde::Serialize;

use super::{BATCH, Error, Held, Kind};
use crate::{
    config::{self, Config},
    domain::ids::ProjectId,
    store::{Batch, Gone, ProjectRow, Store},
};

/// What went from one project, or would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removal {
    pub project_id: ProjectId,
    pub project: String,
    pub kind: Kind,
    pub rows: u64,
    /// Of artifacts.
    pub bytes: u64,
}

/// What would go now, of one project or of all; nothing is changed.
///
/// # Errors
/// When the database does not answer.
pub async fn removable(store: &Store, config: &Config, only: Option<ProjectId>) -> Result<Vec<Removal>, Error> {
    every_kind(store, config, None, only).await
}

/// Removes what is too old or too much, of one project or of all. A kind that fails is passed over, and the first failure is told
/// when all others are done.
///
/// # Errors
/// [`Error::Lost`], or when the database does not answer.
pub async fn retain(
    store: &Store,
    config: &Config,
    held: &Held<'_>,
    only: Option<ProjectId>,
) -> Result<Vec<Removal>, Error> {
    let removed = every_kind(store, config, Some(held), only).await?;
    store.retention().day_accounts().await?;
    Ok(removed)
}

async fn every_kind(
    store: &Store,
    config: &Config,
    held: Option<&Held<'_>>,
    only: Option<ProjectId>,
) -> Result<Vec<Removal>, Error> {
    let mut removed = Vec::new();
    let mut failed = None;
    for project in store.projects().list().await? {
        if only.is_some_and(|only| only != project.id) {
            continue;
        }
        let rules = rules_of(store, config, &project).await?;
        let keep = Keep { store, project: project.id, rules: &rules, deliveries: config.webhooks.keep, held };
        for kind in Kind::ALL {
            match keep.kind(kind).await {
                Ok(Gone { rows: 0, .. }) => {}
                Ok(Gone { rows, bytes }) => {
                    removed.push(Removal { project_id: project.id, project: project.name.clone(), kind, rows, bytes });
                }
                Err(lost @ Error::Lost) => return Err(lost),
                Err(cause) => {
                    tracing::warn!(error = %cause, "Old {} of project `{}` could not be removed", kind.as_str(), project.name);
                    failed.get_or_insert(cause);
                }
            }
        }
    }
    failed.map_or(Ok(removed), Err)
}

/// The settings with the project's own rules over them.
async fn rules_of(store: &Store, config: &Config, project: &ProjectRow) -> Result<config::Retention, Error> {
    let own = store.rules().get(project.id).await?;
    Ok(config.retention.with(&own.retention).unwrap_or_else(|problem| {
        tracing::warn!("The rules of project `{}` are not followed: {problem}", project.name);
        config.retention.clone()
    }))
}

fn sum(a: Gone, b: Gone) -> Gone {
    Gone { rows: a.rows + b.rows, bytes: a.bytes + b.bytes }
}

/// One project's turn.
struct Keep<'a> {
    store: &'a Store,
    project: ProjectId,
    rules: &'a config::Retention,
    deliveries: Duration,
    /// Absent: a dry run.
    held: Option<&'a Held<'a>>,
}

impl Keep<'_> {
    async fn kind(&self, kind: Kind) -> Result<Gone, Error> {
        let (rules, old) = (self.rules, self.store.retention());
        let project = self.project;
        match kind {
            Kind::Artifacts => self.artifacts().await,
            Kind::Events => self.events().await,
            Kind::Runs => self.aged(rules.runs, |age, batch| old.runs(project, age, batch)).await,
            Kind::Baselines => self.aged(rules.baselines, |age, batch| old.baselines(project, age, batch)).await,
            Kind::Flows => self.aged(rules.flows, |age, batch| old.flows(project, age, batch)).await,
            Kind::Generations => self.aged(rules.generations, |age, batch| old.generations(project, age, batch)).await,
            Kind::ModelCalls => self.aged(rules.model_calls, |age, batch| old.model_calls(project, age, batch)).await,
            Kind::Sessions => self.aged(rules.sessions, |age, batch| old.sessions(project, age, batch)).await,
            Kind::Audit => self.aged(rules.audit, |age, batch| old.audit(project, age, batch)).await,
            Kind::Deliveries => self.aged(self.deliveries, |age, batch| old.deliveries(project, age, batch)).await,
        }
    }

    /// Batch after batch of what is older than `age`, until one is not full.
    async fn aged<F>(&self, age: Duration, remove: impl Fn(Duration, Batch) -> F) -> Result<Gone, Error>
    where
        F: Future<Output = Result<Gone, crate::store::Error>>,
    {
        if age.is_zero() {
            return Ok(Gone::default());
        }
        self.batches(|batch| remove(age, batch)).await
    }

    async fn batches<F>(&self, remove: impl Fn(Batch) -> F) -> Result<Gone, Error>
    where
        F: Future<Output = Result<Gone, crate::store::Error>>,
    {
        let batch = Batch { most: BATCH, dry: self.held.is_none() };
        let mut all = Gone::default();
        loop {
            if let Some(held) = self.held {
                held.go_on().await?;
            }
            let some = remove(batch).await?;
            all = sum(all, some);
            if batch.dry || some.rows < u64::from(BATCH) {
                return Ok(all);
            }
        }
    }

    /// By kind, then the others by age, then the oldest by size.
    async fn artifacts(&self) -> Result<Gone, Error> {
        let old = self.store.retention();
        let kinds = self.rules.kinds().unwrap_or_default();
        let own: Vec<String> = kinds.keys().cloned().collect();
        let (own, project) = (own.as_slice(), self.project);
        let mut all = Gone::default();
        for (kind, age) in &kinds {
            let kind = kind.as_str();
            all = sum(all, self.aged(*age, |age, batch| old.artifacts(project, age, Some(kind), &[], batch)).await?);
        }
        let rest = self.rules.artifacts;
        all = sum(all, self.aged(rest, |age, batch| old.artifacts(project, age, None, own, batch)).await?);
        let most = self.rules.artifact_bytes;
        // a dry run would count what is too old once more
        if most > 0 && (self.held.is_some() || all.rows == 0) {
            all = sum(all, self.batches(|batch| old.artifacts_above(project, most, batch)).await?);
        }
        Ok(all)
    }

    /// Page by page through the runs that stay and are old enough.
    async fn events(&self) -> Result<Gone, Error> {
        let age = self.rules.events;
        if age.is_zero() {
            return Ok(Gone::default());
        }
        let batch = Batch { most: BATCH, dry: self.held.is_none() };
        let (mut all, mut from) = (Gone::default(), None);
        loop {
            if let Some(held) = self.held {
                held.go_on().await?;
            }
            let (some, next) = self.store.retention().events_of_runs(self.project, age, from, batch).await?;
            all.rows += some.rows;
            let Some(next) = next else { return Ok(all) };
            from = Some(next);
        }
    }
}
