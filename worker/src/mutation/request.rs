//! What is to be measured.

use flowtilla_shared::domain::mutation::{CaughtMutant, MutantKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A stored request; the API has checked it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MutationRequest {
    /// The version's document.
    pub document: Value,
    #[serde(default)]
    pub params: Map<String, Value>,
    /// Mutants, at most.
    pub most: usize,
    /// Seconds for all of it; what is not tried then is left out.
    pub seconds: u64,
    /// Only these kinds; empty: all.
    #[serde(default)]
    pub kinds: Vec<MutantKind>,
    /// Of the proof of a healed version: the mutants to try, and no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<CaughtMutant>,
}

impl MutationRequest {
    /// Whether faults of this kind are wanted.
    pub fn wants(&self, kind: MutantKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}
