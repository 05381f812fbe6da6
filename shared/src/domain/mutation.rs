//! Mutants: faults put into a site on its way to the browser, to see whether a flow notices them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ids::MutationScoreId, status::words};

/// Under this key a document carries its mutant into an execution; no flow document of a client can have it.
pub const CARRIED: &str = "$mutant";

/// Kind of the artifact that a step leaves in an execution with a mutant: a [`Look`].
pub const LOOK: &str = "mutation";

words! {
    /// What is wrong with the site.
    MutantKind {
        RequestFails = "request_fails",
        RequestSlow = "request_slow",
        AnswerEmpty = "answer_empty",
        AnswerStale = "answer_stale",
        NotSaved = "not_saved",
        ButtonDead = "button_dead",
        LinkWrong = "link_wrong",
        ControlDisabled = "control_disabled",
        ValueLost = "value_lost",
        TextChanged = "text_changed",
        ElementGone = "element_gone",
        ErrorSwallowed = "error_swallowed",
        WrongNumber = "wrong_number",
        RowDuplicated = "row_duplicated",
        RowMissing = "row_missing",
        OrderChanged = "order_changed",
    }
}

/// One fault at one place; without a kind nothing is wrong, and the site is only looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mutant {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<MutantKind>,
    /// The element that is faulty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<Spot>,
    /// The requests whose answers are faulty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestKey>,
    /// What is answered in the server's place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<SeenAnswer>,
    /// How late an answer comes, in milliseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub delay_ms: u64,
    /// Longest time for any step, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience_ms: Option<u64>,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// An element on pages of one path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// A target in long form, nothing to be filled in.
    pub target: Value,
    /// As [`general`] makes it; absent: on every page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Requests that are the same for our purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestKey {
    pub method: String,
    /// Origin and path, as [`general`] makes it.
    pub address: String,
}

impl RequestKey {
    #[must_use]
    pub fn of(method: &str, url: &str) -> Self {
        Self { method: method.to_ascii_uppercase(), address: general(url) }
    }
}

/// A request of the flow, and how it was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenRequest {
    pub key: RequestKey,
    /// It is a page rather than something that a page asks for.
    pub is_page: bool,
    pub answer: SeenAnswer,
}

/// An answer of a server, its body clipped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeenAnswer {
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Absent when it is no text or too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What was to be seen when a step was over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Path of the step in the flow.
    pub path: String,
    /// Path of the page, as [`general`] makes it.
    pub page: String,
    /// Type of the step.
    pub step: String,
    /// The target of the step, filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Value>,
    /// How often the fault has had an effect so far.
    pub effects: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Absent when the page was not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<Vec<Fact>>,
    /// Requests since the look before; only without a fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<SeenRequest>,
}

/// Something on a page that a person could check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub kind: FactKind,
    pub target: Value,
    /// How the target was found: `role`, `text`, `css` ….
    #[serde(default)]
    pub strategy: String,
    #[serde(default)]
    pub text: String,
    /// Of a list: the tag of its rows, and their texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A message that something is wrong.
    Alert,
    Status,
    Heading,
    List,
    Number,
    Field,
    Text,
}

/// What became of one mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MutantFate {
    /// The flow did not pass, and the fault had taken effect.
    Caught,
    /// The flow passed although the fault had taken effect.
    Missed,
    /// The fault changed nothing.
    NotApplicable,
    /// Nobody can say: the flow failed without the fault, or its browser died.
    Unclear,
}

/// One mutant in a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MutantResult {
    pub kind: MutantKind,
    /// `network` or `dom`.
    pub level: String,
    /// What was wrong, as a sentence.
    pub description: String,
    /// The step by which the place was found.
    pub path: String,
    pub fate: MutantFate,
    /// The step that noticed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caught_by: Option<String>,
    /// The execution's message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What would notice it; of those that were missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<AssertionHint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_id: Option<super::ids::ExecutionId>,
}

/// An assertion that would notice a mutant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssertionHint {
    /// The step after which it belongs.
    pub after: String,
    pub sentence: String,
    /// The step in long form; absent when only a person can write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Value>,
    /// The same in one line of YAML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yaml: Option<String>,
    /// It was tried at its place, on the site without the fault, and held.
    #[serde(default)]
    pub verified: bool,
}

/// What a measurement came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MutationTally {
    pub caught: u32,
    pub missed: u32,
    pub not_applicable: u32,
    pub unclear: u32,
    /// Mutants that were not tried: the time was up.
    pub left_out: u32,
}

impl MutationTally {
    /// Counts one.
    pub fn count(&mut self, fate: MutantFate) {
        match fate {
            MutantFate::Caught => self.caught += 1,
            MutantFate::Missed => self.missed += 1,
            MutantFate::NotApplicable => self.not_applicable += 1,
            MutantFate::Unclear => self.unclear += 1,
        }
    }

    /// The share of faults in effect that were caught, 0 to 1; `None` when none was in effect.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let all = self.caught + self.missed;
        (all > 0).then(|| (f64::from(self.caught) / f64::from(all) * 1000.0).round() / 1000.0)
    }
}

words! {
    /// How the proof of a healed version stands.
    ProofStatus {
        NotMeasured = "not_measured",
        Running = "running",
        Held = "held",
        Lost = "lost",
        Unclear = "unclear",
    }
}

/// Whether a healed version still notices the faults that the version before it noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealingProof {
    /// `not_measured`: the version before it has no mutation score. `held`: it caught every one of them. `lost`: it missed some.
    /// `unclear`: some could not be tried, or the healed version does not even pass without a fault.
    pub status: ProofStatus,
    /// Faults that the version before it caught.
    #[serde(default)]
    pub before: u32,
    /// How many of them the healed version catches.
    #[serde(default)]
    pub caught: u32,
    /// Those that it misses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
    /// Those of which nobody can say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclear: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Default for HealingProof {
    fn default() -> Self {
        let status = ProofStatus::NotMeasured;
        Self { status, before: 0, caught: 0, missed: Vec::new(), unclear: Vec::new(), message: None }
    }
}

impl HealingProof {
    /// A proof that is to come.
    #[must_use]
    pub fn of(before: usize) -> Self {
        Self { status: ProofStatus::Running, before: count(before), ..Self::default() }
    }

    /// What the tries came to; `failed`: why they could not be made.
    #[must_use]
    pub fn decided(before: usize, results: &[MutantResult], failed: Option<String>) -> Self {
        let with = |fates: &[MutantFate]| results.iter().filter(|r| fates.contains(&r.fate)).collect::<Vec<_>>();
        let told = |results: &[&MutantResult]| results.iter().map(|r| r.description.clone()).collect::<Vec<_>>();
        let caught = with(&[MutantFate::Caught]).len();
        let missed = told(&with(&[MutantFate::Missed]));
        let unclear = told(&with(&[MutantFate::NotApplicable, MutantFate::Unclear]));
        let status = if !missed.is_empty() {
            ProofStatus::Lost
        } else if before > 0 && caught == before && failed.is_none() {
            ProofStatus::Held
        } else {
            ProofStatus::Unclear
        };
        Self { status, before: count(before), caught: count(caught), missed, unclear, message: failed }
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// A mutant that a version has caught, to be put in again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaughtMutant {
    pub mutant: Mutant,
    pub description: String,
    pub path: String,
}

/// Those of a measurement that were caught, each on the element that a healed version names in the place of the lost one.
#[must_use]
pub fn caught(results: &[MutantResult], plan: &[Mutant], healed: &[(Value, Value)]) -> Vec<CaughtMutant> {
    let pairs = results.iter().zip(plan).filter(|(result, _)| result.fate == MutantFate::Caught);
    let again = pairs.map(|(result, mutant)| {
        let mut mutant = mutant.clone();
        if let Some(spot) = &mut mutant.element {
            let was = shortened(&spot.target);
            if let Some((_, now)) = healed.iter().find(|(lost, _)| shortened(lost) == was) {
                spot.target.clone_from(now);
            }
        }
        CaughtMutant { mutant, description: result.description.clone(), path: result.path.clone() }
    });
    again.collect()
}

/// A target without the fields that say nothing.
#[must_use]
pub fn shortened(target: &Value) -> Value {
    match target {
        Value::Object(fields) => {
            let says = |value: &Value| !value.is_null() && *value != Value::Bool(false);
            let kept = fields.iter().filter(|(_, value)| says(value));
            Value::Object(kept.map(|(key, value)| (key.clone(), shortened(value))).collect())
        }
        Value::Array(items) => items.iter().map(shortened).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => target.clone(),
    }
}

/// The stream of one measurement.
#[must_use]
pub fn mutation_topic(id: MutationScoreId) -> String {
    format!("mutation:{id}")
}

/// A number, a hash or a UUID.
fn is_changing(part: &str) -> bool {
    let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let hexadecimal = part.len() >= 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
    digits || hexadecimal || (part.len() == 36 && uuid::Uuid::parse_str(part).is_ok())
}

/// An address without query and fragment, and with `*` for the parts that are likely to be another each time (numbers, hashes, UUIDs).
#[must_use]
pub fn general(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let (origin, path) = match bare.find("://").and_then(|at| bare[at + 3..].find('/').map(|slash| at + 3 + slash)) {
        Some(slash) => bare.split_at(slash),
        None if bare.contains("://") => (bare, ""),
        None => ("", bare),
    };
    let parts: Vec<&str> = path.split('/').map(|part| if is_changing(part) { "*" } else { part }).collect();
    format!("{origin}{}", parts.join("/"))
}

/// A document that carries a mutant.
#[must_use]
pub fn with_mutant(document: &Value, mutant: &Mutant) -> Value {
    let mut document = document.clone();
    if let Value::Object(fields) = &mut document {
        fields.insert(CARRIED.into(), serde_json::to_value(mutant).unwrap_or_default());
    }
    document
}

/// The mutant that a document carries.
#[must_use]
pub fn mutant_of(document: &Value) -> Option<Mutant> {
    serde_json::from_value(document.get(CARRIED)?.clone()).ok()
}

/// Changes the values of a JSON answer; whether anything changed.
pub fn mutate_json(kind: MutantKind, value: &mut Value) -> bool {
    match kind {
        MutantKind::AnswerEmpty => empty(value),
        MutantKind::WrongNumber => wrong_numbers(value),
        MutantKind::RowDuplicated | MutantKind::RowMissing | MutantKind::OrderChanged => rows(kind, value),
        MutantKind::RequestFails
        | MutantKind::RequestSlow
        | MutantKind::AnswerStale
        | MutantKind::NotSaved
        | MutantKind::ButtonDead
        | MutantKind::LinkWrong
        | MutantKind::ControlDisabled
        | MutantKind::ValueLost
        | MutantKind::TextChanged
        | MutantKind::ElementGone
        | MutantKind::ErrorSwallowed => false,
    }
}

/// An answer with nothing in it that still has the shape of the old one.
fn empty(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => {
            let had = !items.is_empty();
            items.clear();
            had
        }
        Value::Object(fields) => {
            let mut changed = false;
            for field in fields.values_mut() {
                if matches!(field, Value::Array(_)) {
                    changed |= empty(field);
                }
            }
            if !changed {
                changed = !fields.is_empty();
                *fields = Map::new();
            }
            changed
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Every number but identifiers is one more.
fn wrong_numbers(value: &mut Value) -> bool {
    match value {
        Value::Number(number) => {
            let more = match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => whole.checked_add(1).map(Value::from),
                (None, Some(float)) => Some(Value::from(float + 1.0)),
                (None, None) => None,
            };
            more.map(|more| *value = more).is_some()
        }
        Value::Array(items) => each(items.iter_mut(), wrong_numbers),
        Value::Object(fields) => {
            let is_name = |name: &str| name == "id" || name.ends_with("_id") || name.ends_with("Id");
            let values = fields.iter_mut().filter(|(name, _)| !is_name(name)).map(|(_, field)| field);
            each(values, wrong_numbers)
        }
        Value::String(text) if is_amount(text) => one_more(text),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Changes all of them; whether any changed.
fn each<'a>(values: impl Iterator<Item = &'a mut Value>, change: impl FnMut(&mut Value) -> bool) -> bool {
    values.map(change).filter(|changed| *changed).count() > 0
}

/// A short text around one number: `€ 36.00`, `12 items`.
fn is_amount(text: &str) -> bool {
    text.len() <= 24 && text.contains(|c: char| c.is_ascii_digit()) && !text.contains([':', '/', '#', '@'])
}

fn one_more(text: &mut String) -> bool {
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let length = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
    let Ok(number) = text[start..start + length].parse::<u64>() else { return false };
    let more = format!("{:0length$}", number.saturating_add(1));
    text.replace_range(start..start + length, &more);
    true
}

/// Every list of objects has a row twice, one fewer, or is turned round.
fn rows(kind: MutantKind, value: &mut Value) -> bool {
    match value {
        Value::Array(items) => {
            let are_rows = items.iter().any(|item| item.is_object() || item.is_string());
            if !are_rows {
                return each(items.iter_mut(), |item| rows(kind, item));
            }
            match (kind, items.len()) {
                (_, 0) => false,
                (MutantKind::RowDuplicated, _) => {
                    items.push(items[0].clone());
                    true
                }
                (MutantKind::RowMissing, _) => items.pop().is_some(),
                (_, 1) => false,
                _ => {
                    let before = items.clone();
                    items.reverse();
                    *items != before
                }
            }
        }
        Value::Object(fields) => each(fields.values_mut(), |field| rows(kind, field)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_lose_what_is_another_each_time() {
        assert_eq!(general("http://a:1/orders/412/lines?x=1#y"), "http://a:1/orders/*/lines");
        assert_eq!(general("http://a/o/019ab2c4-7d1e-7000-8000-0123456789ab"), "http://a/o/*");
        assert_eq!(general("/teapots/brown-betty"), "/teapots/brown-betty");
        assert_eq!(general("http://a"), "http://a");
        assert_eq!(
            RequestKey::of("post", "http://a/x?y"),
            RequestKey { method: "POST".into(), address: "http://a/x".into() }
        );
    }

    #[test]
    fn json_answers_are_mutated_in_their_shape() {
        let answer = json!({ "teapots": [{ "id": 7, "name": "A", "price": 3.5, "text": "€ 9.00" }, { "id": 8, "name": "B" }], "total": 2 });
        let mutated = |kind| {
            let mut value = answer.clone();
            assert!(mutate_json(kind, &mut value), "{kind}");
            value
        };
        assert_eq!(mutated(MutantKind::AnswerEmpty), json!({ "teapots": [], "total": 2 }));
        let wrong = mutated(MutantKind::WrongNumber);
        assert_eq!(wrong["teapots"][0], json!({ "id": 7, "name": "A", "price": 4.5, "text": "€ 10.00" }));
        assert_eq!(wrong["total"], 3);
        assert_eq!(mutated(MutantKind::RowDuplicated)["teapots"].as_array().map(Vec::len), Some(3));
        assert_eq!(mutated(MutantKind::RowMissing)["teapots"].as_array().map(Vec::len), Some(1));
        assert_eq!(mutated(MutantKind::OrderChanged)["teapots"][0]["id"], 8);
        for (kind, value) in [
            (MutantKind::AnswerEmpty, json!([])),
            (MutantKind::WrongNumber, json!({ "id": 3, "name": "tea" })),
            (MutantKind::RowMissing, json!({ "rows": [] })),
            (MutantKind::OrderChanged, json!([{ "a": 1 }])),
        ] {
            assert!(!mutate_json(kind, &mut value.clone()), "{kind} {value}");
        }
    }

    #[test]
    fn a_proof_holds_only_when_every_fault_that_was_caught_is_caught_again() {
        let result = |fate| MutantResult {
            kind: MutantKind::ButtonDead,
            level: "dom".into(),
            description: "A click does nothing.".into(),
            path: "steps[0]".into(),
            fate,
            caught_by: None,
            message: None,
            suggestion: None,
            execution_id: None,
        };
        use MutantFate as F;
        for (fates, failed, status) in [
            (vec![F::Caught, F::Caught], None, ProofStatus::Held),
            (vec![F::Caught, F::Missed], None, ProofStatus::Lost),
            (vec![F::Caught, F::NotApplicable], None, ProofStatus::Unclear),
            (vec![F::Caught, F::Unclear], None, ProofStatus::Unclear),
            // one was not tried
            (vec![F::Caught], None, ProofStatus::Unclear),
            (vec![F::Caught, F::Caught], Some("It broke off.".to_owned()), ProofStatus::Unclear),
        ] {
            let results: Vec<MutantResult> = fates.iter().copied().map(result).collect();
            assert_eq!(HealingProof::decided(2, &results, failed).status, status, "{fates:?}");
        }
        assert_eq!(HealingProof::decided(0, &[], None).status, ProofStatus::Unclear);
        let lost = json!({ "css": "#old", "nth": null, "exact": false });
        let at =
            |target: &Value| Mutant { element: Some(Spot { target: target.clone(), page: None }), ..Mutant::default() };
        let other = json!({ "css": "#other" });
        let plan = [at(&json!({ "css": "#old" })), at(&other), at(&other)];
        let now = json!({ "role": "button", "name": "Buy" });
        let again = caught(&[result(F::Caught), result(F::Missed), result(F::Caught)], &plan, &[(lost, now.clone())]);
        let targets: Vec<Value> = again.into_iter().filter_map(|caught| Some(caught.mutant.element?.target)).collect();
        assert_eq!(targets, [now, other]);
    }

    #[test]
    fn a_document_carries_its_mutant_and_the_score_counts_what_was_in_effect() {
        let mutant = Mutant { kind: Some(MutantKind::NotSaved), delay_ms: 5, ..Mutant::default() };
        assert_eq!(mutant_of(&with_mutant(&json!({ "name": "F" }), &mutant)), Some(mutant));
        assert_eq!(mutant_of(&json!({ "name": "F" })), None);
        let mut tally = MutationTally::default();
        assert_eq!(tally.score(), None);
        for fate in
            [MutantFate::Caught, MutantFate::Caught, MutantFate::Missed, MutantFate::NotApplicable, MutantFate::Unclear]
        {
            tally.count(fate);
        }
        assert_eq!(tally.score(), Some(0.667));
    }
}
