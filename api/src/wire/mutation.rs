//! Measurements of flows against faults.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::mutation::{AssertionHint, MutantFate, MutantKind, MutantResult, MutationTally, mutation_topic},
    store::MutationScoreRow,
};
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::domain::Domain;

/// What is to be measured.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeasureMutationScore {
    /// Hash of the version; the newest when absent.
    pub version: Option<String>,
    /// Mutants, at most: 1 to 60; 24 when absent.
    pub mutants: Option<u32>,
    /// Seconds for all of it: 10 to 1800; 300 when absent. Mutants that were not tried then are left out.
    pub seconds: Option<u32>,
    /// Only faults of these kinds.
    pub kinds: Option<Vec<Domain<MutantKind>>>,
    /// Values for the flow's params.
    pub params: Option<BTreeMap<String, Value>>,
    /// The flow may be carried out many times although it has steps that are marked `once`.
    pub allow_once: Option<bool>,
}

/// How much of what goes wrong on the site a version of a flow notices.
#[derive(Clone, Debug, Object)]
pub struct MutationScore {
    pub id: Uuid,
    pub flow_id: Uuid,
    /// Hash of the version: `sha256:…`.
    pub version: String,
    /// `queued`, `running`, `ready`, `failed` or `cancelled`.
    pub status: String,
    /// Why there is no score, or what to know about it.
    #[oai(nullable)]
    pub message: Option<String>,
    /// The share of the faults in effect that the flow caught, 0 to 1; absent while there is none.
    #[oai(nullable)]
    pub score: Option<f64>,
    pub tally: MutationCounts,
    /// Every mutant that was tried.
    pub mutants: Vec<MutantOutcome>,
    pub asked_by: String,
    /// The stream of its events.
    pub topic: String,
    pub created_at: DateTime<Utc>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// The newest score of a version, in short.
#[derive(Clone, Debug, Object)]
pub struct MutationSummary {
    pub id: Uuid,
    #[oai(nullable)]
    pub score: Option<f64>,
    pub tally: MutationCounts,
    /// What the flow did not notice, and what would.
    pub missed: Vec<MutantOutcome>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// What the mutants came to.
#[derive(Clone, Copy, Debug, Default, Object)]
pub struct MutationCounts {
    pub caught: u32,
    pub missed: u32,
    /// Faults that changed nothing; they do not count.
    pub not_applicable: u32,
    /// The flow failed without the fault, or its browser died; they do not count.
    pub unclear: u32,
    /// Not tried: the time was up.
    pub left_out: u32,
}

/// One fault, and what became of it.
#[derive(Clone, Debug, Object)]
pub struct MutantOutcome {
    pub kind: Domain<MutantKind>,
    /// `network` or `dom`.
    pub level: String,
    /// What was wrong, as a sentence.
    pub description: String,
    /// The step by which its place was found.
    pub path: String,
    pub fate: Domain<MutantFate>,
    /// The step that noticed it.
    #[oai(nullable)]
    pub caught_by: Option<String>,
    /// Of one that was caught: what the flow said; else what the fault did.
    #[oai(nullable)]
    pub message: Option<String>,
    /// Of one that was missed: what would notice it.
    #[oai(nullable)]
    pub suggestion: Option<SuggestedAssertion>,
    #[oai(nullable)]
    pub execution_id: Option<Uuid>,
}

/// An assertion that would notice a fault.
#[derive(Clone, Debug, Object)]
pub struct SuggestedAssertion {
    /// The step after which it belongs.
    pub after: String,
    pub sentence: String,
    /// The step in long form; absent when only a person can write it.
    #[oai(nullable)]
    pub step: Option<Value>,
    /// The same in one line of YAML.
    #[oai(nullable)]
    pub yaml: Option<String>,
    /// It was tried at its place, on the site without the fault, and held.
    pub verified: bool,
}

impl From<MutationTally> for MutationCounts {
    fn from(tally: MutationTally) -> Self {
        let MutationTally { caught, missed, not_applicable, unclear, left_out } = tally;
        Self { caught, missed, not_applicable, unclear, left_out }
    }
}

impl From<AssertionHint> for SuggestedAssertion {
    fn from(hint: AssertionHint) -> Self {
        Self { after: hint.after, sentence: hint.sentence, step: hint.step, yaml: hint.yaml, verified: hint.verified }
    }
}

impl From<MutantResult> for MutantOutcome {
    fn from(mutant: MutantResult) -> Self {
        Self {
            kind: Domain(mutant.kind),
            level: mutant.level,
            description: mutant.description,
            path: mutant.path,
            fate: Domain(mutant.fate),
            caught_by: mutant.caught_by,
            message: mutant.message,
            suggestion: mutant.suggestion.map(Into::into),
            execution_id: mutant.execution_id.map(|id| id.0),
        }
    }
}

fn outcomes(row: &MutationScoreRow) -> Vec<MutantOutcome> {
    let mutants: Vec<MutantResult> = serde_json::from_value(row.mutants.clone()).unwrap_or_default();
    mutants.into_iter().map(Into::into).collect()
}

fn counts(row: &MutationScoreRow) -> MutationCounts {
    serde_json::from_value::<MutationTally>(row.tally.clone()).unwrap_or_default().into()
}

impl From<MutationScoreRow> for MutationScore {
    fn from(row: MutationScoreRow) -> Self {
        Self {
            id: row.id.0,
            flow_id: row.flow_id.0,
            tally: counts(&row),
            mutants: outcomes(&row),
            version: row.version,
            status: row.status,
            message: row.message,
            score: row.score,
            asked_by: row.asked_by,
            topic: mutation_topic(row.id),
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

impl From<MutationScoreRow> for MutationSummary {
    fn from(row: MutationScoreRow) -> Self {
        let missed = outcomes(&row).into_iter().filter(|mutant| mutant.fate.0 == MutantFate::Missed).collect();
        Self { id: row.id.0, score: row.score, tally: counts(&row), missed, finished_at: row.finished_at }
    }
}
