//! How long things are kept, and how much one project may have. A project may differ from the settings by rules of its own.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Config, Limits, Models};

/// Times in whole days or hours are written as such: `90d`, and not `2months 29days 2h 52m 48s`.
mod span {
    use std::time::Duration;

    use serde::Serializer;

    pub use humantime_serde::deserialize;

    pub fn serialize<S: Serializer>(time: &Duration, into: S) -> Result<S::Ok, S::Error> {
        let seconds = time.as_secs();
        match (seconds, time.subsec_nanos()) {
            (1.., 0) if seconds.is_multiple_of(24 * 3600) => {
                into.collect_str(&format_args!("{}d", seconds / (24 * 3600)))
            }
            (1.., 0) if seconds.is_multiple_of(3600) => into.collect_str(&format_args!("{}h", seconds / 3600)),
            _ => into.collect_str(&humantime::format_duration(*time)),
        }
    }
}

/// A day.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long things are kept after they were made or are over; `0s`: for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Time between two rounds in which one of the workers removes what is too old; `0s`: never by itself.
    #[serde(with = "span")]
    pub every: Duration,
    /// Time between two looks for blobs that no row names, and rows whose blob is gone; `0s`: never by itself.
    #[serde(with = "span")]
    pub orphans_every: Duration,
    /// Test runs that are over, with their executions, steps, events and artifacts; a day at least.
    #[serde(with = "span")]
    pub runs: Duration,
    /// Events of test runs that are over; `0s`: as long as their run.
    #[serde(with = "span")]
    pub events: Duration,
    /// Artifacts of executions that are over.
    #[serde(with = "span")]
    pub artifacts: Duration,
    /// Artifacts of some kinds, for which this wins over `artifacts`: `video=7d, trace=3d`.
    pub artifact_kinds: String,
    /// Bytes of artifacts that a project keeps; the oldest go first. 0: any number.
    pub artifact_bytes: u64,
    /// Pictures to compare with that were rejected, or replaced by later ones.
    #[serde(with = "span")]
    pub baselines: Duration,
    /// Flows that were deleted, with their versions.
    #[serde(with = "span")]
    pub flows: Duration,
    /// What is known of generations that are over; test sessions and flows stay.
    #[serde(with = "span")]
    pub generations: Duration,
    /// Calls of language models, with the answers.
    #[serde(with = "span")]
    pub model_calls: Duration,
    /// Agent sessions that are closed, with their messages and files.
    #[serde(with = "span")]
    pub sessions: Duration,
    /// The audit log.
    #[serde(with = "span")]
    pub audit: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(3600),
            orphans_every: DAY,
            runs: 90 * DAY,
            events: Duration::ZERO,
            artifacts: 30 * DAY,
            artifact_kinds: String::new(),
            artifact_bytes: 0,
            baselines: 90 * DAY,
            flows: 30 * DAY,
            generations: 90 * DAY,
            model_calls: 90 * DAY,
            sessions: 90 * DAY,
            audit: 365 * DAY,
        }
    }
}

/// Keys that hold for the whole fleet, and not for one project.
const FLEET: [&str; 2] = ["every", "orphans_every"];

impl Retention {
    /// The kinds of artifacts with a time of their own.
    ///
    /// # Errors
    /// What cannot be read, as a sentence without its subject.
    pub fn kinds(&self) -> Result<BTreeMap<String, Duration>, String> {
        let words = self.artifact_kinds.split(',').map(str::trim).filter(|word| !word.is_empty());
        words
            .map(|word| {
                let read = word.split_once('=').and_then(|(kind, time)| {
                    Some((kind.trim().to_owned(), humantime::parse_duration(time.trim()).ok()?))
                });
                read.ok_or_else(|| format!("has `{word}`; write kinds and times as `video=7d, trace=3d`"))
            })
            .collect()
    }

    /// What contradicts itself, as keys of the settings and sentences.
    #[must_use]
    pub fn contradictions(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if self.runs > Duration::ZERO && self.runs < DAY {
            found.push(("retention.runs", "must be a day at least: idempotency keys and quotas look at a day".into()));
        }
        if let Err(problem) = self.kinds() {
            found.push(("retention.artifact_kinds", problem));
        }
        found
    }

    /// These rules as a project changes them: `rules` has some of the keys.
    ///
    /// # Errors
    /// What is wrong with `rules`, in one sentence.
    pub fn with(&self, rules: &Map<String, Value>) -> Result<Self, String> {
        if let Some(key) = rules.keys().find(|key| FLEET.contains(&key.as_str())) {
            return Err(format!("`{key}` holds for all projects; it is set by `retention.{key}`"));
        }
        let changed: Self = overlaid(self, rules)?;
        match changed.contradictions().first() {
            Some((key, problem)) => Err(format!("`{}` {problem}", key.trim_start_matches("retention."))),
            None => Ok(changed),
        }
    }
}

/// How much one project may have; 0: any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quotas {
    /// Executions that wait; more are refused.
    pub queued_executions: u32,
    /// Executions asked for in a day (UTC).
    pub executions_per_day: u32,
    /// Bytes of artifacts above which there are no further executions.
    pub storage_bytes: u64,
    /// Agent sessions that are open at once.
    pub sessions: u32,
}

impl Quotas {
    /// These quotas as a project changes them: `rules` has some of the keys.
    ///
    /// # Errors
    /// What is wrong with `rules`, in one sentence.
    pub fn with(&self, rules: &Map<String, Value>) -> Result<Self, String> {
        overlaid(self, rules)
    }
}

/// What one project may spend on language models, in dollars; 0: any sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Budgets {
    /// Of one run, generation or agent session.
    pub max_usd_per_run: f64,
    /// Of one day (UTC).
    pub max_usd_per_project_day: f64,
}

impl Budgets {
    /// These budgets as a project lowers them: `rules` has some of the keys.
    ///
    /// # Errors
    /// What is wrong with `rules`, in one sentence: nobody gets more than the settings allow.
    pub fn with(&self, rules: &Map<String, Value>) -> Result<Self, String> {
        let own: Self = overlaid(self, rules)?;
        let caps = [
            ("max_usd_per_run", own.max_usd_per_run, self.max_usd_per_run),
            ("max_usd_per_project_day", own.max_usd_per_project_day, self.max_usd_per_project_day),
        ];
        for (key, own, most) in caps {
            if !(0.0..=1e9).contains(&own) {
                return Err(format!("`{key}` must be between 0 and 1000000000"));
            }
            if most > 0.0 && (own == 0.0 || own > most) {
                return Err(format!("`{key}` must be above 0 and at most {most}, which is what the settings allow"));
            }
        }
        Ok(own)
    }
}

impl Models {
    /// What every project may spend that has no rules of its own.
    #[must_use]
    pub fn budgets(&self) -> Budgets {
        Budgets { max_usd_per_run: self.max_usd_per_run, max_usd_per_project_day: self.max_usd_per_project_day }
    }
}

impl Limits {
    /// What every project may have that has no rules of its own.
    #[must_use]
    pub fn quotas(&self) -> Quotas {
        Quotas {
            queued_executions: self.max_queued_per_project,
            executions_per_day: self.max_executions_per_project_day,
            storage_bytes: self.max_storage_bytes_per_project,
            sessions: self.max_sessions_per_project,
        }
    }
}

impl Config {
    /// [`Limits::quotas`].
    #[must_use]
    pub fn quotas(&self) -> Quotas {
        self.limits.quotas()
    }
}

/// `base` with the keys of `rules` over its own.
fn overlaid<T: Serialize + for<'de> Deserialize<'de>>(base: &T, rules: &Map<String, Value>) -> Result<T, String> {
    let mut whole = serde_json::to_value(base).map_err(|e| e.to_string())?;
    let known: Vec<String> = whole.as_object().into_iter().flat_map(Map::keys).cloned().collect();
    for (key, value) in rules {
        if !known.contains(key) {
            let hint = super::near(key, known.iter().map(String::as_str));
            let hint = hint.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            return Err(format!("there is no rule `{key}`{hint}"));
        }
        let before = std::mem::replace(&mut whole[key], value.clone());
        if let Err(problem) = T::deserialize(&whole) {
            whole[key] = before;
            return Err(format!("`{key}` is not valid: {problem}"));
        }
    }
    T::deserialize(&whole).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::*;

    fn rules(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_project_changes_some_rules_and_keeps_the_others() {
        let fleet = Retention { artifact_kinds: "video=7d, trace = 12h".into(), ..Retention::default() };
        let own = fleet.with(&rules(json!({ "artifacts": "3d", "artifact_bytes": 1000 }))).unwrap();
        assert_eq!((own.artifacts, own.artifact_bytes, own.runs), (3 * DAY, 1000, fleet.runs));
        let kinds = own.kinds().unwrap();
        assert_eq!(kinds["trace"], DAY / 2);
        let quotas = Limits::default().quotas().with(&rules(json!({ "executions_per_day": 5 }))).unwrap();
        assert_eq!((quotas.executions_per_day, quotas.queued_executions), (5, 100_000));
    }

    #[test]
    fn rules_that_make_no_sense_are_refused_by_name() {
        let fleet = Retention::default();
        for (wrong, said) in [
            (json!({ "artifact": "3d" }), "did you mean `artifacts`?"),
            (json!({ "audit": "soon" }), "`audit` is not valid"),
            (json!({ "runs": "1h" }), "`runs` must be a day at least"),
            (json!({ "every": "1h" }), "`every` holds for all projects"),
            (json!({ "artifact_kinds": "video" }), "`artifact_kinds` has `video`"),
        ] {
            let refused = fleet.with(&rules(wrong.clone())).unwrap_err();
            assert!(refused.contains(said), "{wrong}: {refused}");
        }
        assert!(Quotas::default().with(&rules(json!({ "sessions": -1 }))).is_err());
    }

    #[test]
    fn a_project_spends_less_than_the_settings_allow_and_never_more() {
        let fleet = Budgets { max_usd_per_run: 2.0, max_usd_per_project_day: 0.0 };
        let own = fleet.with(&rules(json!({ "max_usd_per_run": 0.5, "max_usd_per_project_day": 3 }))).unwrap();
        assert_eq!(own, Budgets { max_usd_per_run: 0.5, max_usd_per_project_day: 3.0 });
        assert_eq!(fleet.with(&rules(json!({}))).unwrap(), fleet);
        for (wrong, said) in [
            (json!({ "max_usd_per_run": 3 }), "at most 2"),
            (json!({ "max_usd_per_run": 0 }), "above 0"),
            (json!({ "max_usd_per_project_day": -1 }), "between 0 and"),
            (json!({ "max_usd_per_day": 1 }), "there is no rule `max_usd_per_day`"),
            (json!({ "max_usd_per_run": "much" }), "is not valid"),
        ] {
            let refused = fleet.with(&rules(wrong.clone())).unwrap_err();
            assert!(refused.contains(said), "{wrong}: {refused}");
        }
    }
}
