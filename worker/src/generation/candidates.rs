//! Flows as the model wrote them: read with suspicion, tried, kept with what is known about them.

use flowtilla_shared::{
    domain::{
        flow::{self, Flow},
        status::{Status, StepStatus},
    },
    store::{ExecutionDetail, NewFlow},
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Generation, request::GenerationRequest};

/// The steps that a model may write: nothing that runs code, sends requests of its own, reads files or calls other flows.
pub const ALLOWED: &[&str] = &[
    "goto",
    "click",
    "double_click",
    "fill",
    "clear",
    "press",
    "check",
    "uncheck",
    "select",
    "hover",
    "scroll",
    "expect",
    "wait_for",
    "wait_url",
    "screenshot",
    "reload",
    "back",
    "group",
];
/// Steps of one flow.
const MOST_STEPS: usize = 60;
/// Words of buttons whose press is more than a look.
const RISKY: [&str; 14] = [
    "pay",
    "buy",
    "order",
    "purchase",
    "delete",
    "remove",
    "send",
    "submit",
    "transfer",
    "publish",
    "cancel",
    "unsubscribe",
    "invite",
    "confirm",
];

/// A flow of the model, in long form and without errors.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub flow: Flow,
    pub kind: String,
    /// The sentence that each step comes from.
    pub sentences: Vec<String>,
    pub lint: Value,
}

/// How a candidate did.
#[derive(Clone, Debug)]
pub struct Tried {
    pub passed: bool,
    /// Top-level steps that were carried out and passed, from the first on.
    pub reached: usize,
    pub failed_at: Option<usize>,
    pub why: String,
    pub seconds: f64,
}

#[derive(Deserialize)]
struct Answer {
    flows: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    name: String,
    description: String,
    kind: String,
    steps: Vec<WrittenStep>,
}

#[derive(Deserialize)]
struct WrittenStep {
    step: String,
    sentence: String,
}

/// Reads the model's answer.
///
/// # Errors
/// Everything that is wrong, for the model to correct.
pub fn read(value: &Value, request: &GenerationRequest) -> Result<Vec<Candidate>, Vec<String>> {
    let answer: Answer = serde_json::from_value(value.clone()).map_err(|e| vec![e.to_string()])?;
    if answer.flows.is_empty() {
        return Err(vec!["`flows` is empty".into()]);
    }
    let mut mistakes = Vec::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    for written in answer.flows.into_iter().take(20) {
        let name = written.name.clone();
        match candidate(written, request) {
            Ok(_) if candidates.iter().any(|known| known.flow.name == name) => {
                mistakes.push(format!("two flows are called “{name}”"));
            }
            Ok(candidate) => candidates.push(candidate),
            Err(found) => mistakes.extend(found.into_iter().map(|mistake| format!("flow “{name}”: {mistake}"))),
        }
    }
    if mistakes.is_empty() { Ok(candidates) } else { Err(mistakes) }
}

fn candidate(written: Written, request: &GenerationRequest) -> Result<Candidate, Vec<String>> {
    let mut mistakes = Vec::new();
    if written.steps.is_empty() || written.steps.len() > MOST_STEPS {
        return Err(vec![format!("it has {} steps; 1 to {MOST_STEPS} are allowed", written.steps.len())]);
    }
    let (mut steps, mut sentences) = (Vec::new(), Vec::new());
    for (at, WrittenStep { step, sentence }) in written.steps.into_iter().enumerate() {
        match serde_json::from_str::<Value>(&step) {
            Ok(step) => {
                forbidden(&step, request, &format!("step {at}"), &mut mistakes);
                steps.push(step);
            }
            Err(e) => mistakes.push(format!("step {at} is no JSON: {e}")),
        }
        // a quotation that is none links to nothing
        let quoted = !sentence.trim().is_empty()
            && (request.prompt.contains(sentence.trim()) || !request.attachments.is_empty());
        sentences.push(if quoted { sentence.trim().to_owned() } else { String::new() });
    }
    let mut document =
        json!({ "name": written.name, "description": written.description, "steps": steps, "tags": ["generated"] });
    if let Some(base) = &request.base_url {
        document["start_url"] = base.as_str().into();
    }
    let checked = flow::check_value(&document);
    mistakes.extend(checked.errors().map(|problem| format!("{}: {}", problem.path, problem.message)));
    if !document["steps"].to_string().contains("\"expect") {
        mistakes.push("it has no `expect`, so it tests nothing".into());
    }
    let warnings: Vec<Value> = checked.problems.iter().filter(|p| !p.is_error()).map(|p| json!(p)).collect();
    match checked.flow {
        Some(flow) if mistakes.is_empty() => {
            Ok(Candidate { flow, kind: written.kind, sentences, lint: warnings.into() })
        }
        _ => Err(mistakes),
    }
}

/// Notes what a step must not have: a type that does more than a person at the page, an address elsewhere, a secret that
/// nobody named.
fn forbidden(step: &Value, request: &GenerationRequest, place: &str, mistakes: &mut Vec<String>) {
    let named = step["type"].as_str().or_else(|| step.as_object()?.keys().next().map(String::as_str)).unwrap_or("?");
    if !ALLOWED.contains(&named) {
        mistakes.push(format!("{place}: a step `{named}` is not allowed here"));
    }
    for inner in step["steps"].as_array().into_iter().flatten() {
        forbidden(inner, request, place, mistakes);
    }
    let text = step.to_string();
    if text.contains("{{secret.") && !request.prompt.contains("{{secret.") {
        mistakes.push(format!("{place}: it uses a secret that the prompt does not name"));
    }
    let url = if named == "goto" { step["url"].as_str().or_else(|| step["goto"].as_str()) } else { None };
    if let Some(url) = url {
        let base = request.base_url.as_deref().and_then(|base| Url::parse(base).ok());
        let stays = match (Url::parse(url), base) {
            (Err(_), _) => !url.starts_with("//"),
            (Ok(url), Some(base)) => url.origin() == base.origin(),
            (Ok(_), None) => request.prompt.contains(url),
        };
        if !stays {
            mistakes.push(format!("{place}: `{url}` is not on the site under test"));
        }
    }
}

impl Generation<'_> {
    /// Carries the candidates out as they are.
    ///
    /// # Errors
    /// When no run can be made, or it does not end.
    pub(super) async fn try_out(&mut self, candidates: &[Candidate], purpose: &str) -> Result<Vec<Tried>, String> {
        let flows: Vec<Flow> = candidates.iter().map(|candidate| candidate.flow.clone()).collect();
        let message = format!("Trying {} flows.", flows.len());
        let run = self.execute(purpose, "trying", &message, flows).await?;
        let mut tried: Vec<Tried> = run.executions.iter().map(tried).collect();
        let missing =
            Tried { passed: false, reached: 0, failed_at: None, why: "It was not tried.".into(), seconds: 0.0 };
        tried.resize(candidates.len(), missing);
        Ok(tried)
    }
}

fn tried(execution: &ExecutionDetail) -> Tried {
    let failed = execution.steps.iter().find(|step| !matches!(step.status, StepStatus::Passed | StepStatus::Skipped));
    let failed_at = failed.and_then(|step| top_level(&step.path));
    let done = execution.steps.iter().filter_map(|step| top_level(&step.path)).max().map_or(0, |last| last + 1);
    let mut why = execution.row.message.clone().unwrap_or_default();
    if let Some(error) = failed.and_then(|step| step.error.as_ref()) {
        let near = error.candidates.iter().take(8).map(|candidate| format!("\n  {candidate}")).collect::<String>();
        let near = if near.is_empty() { near } else { format!("\nNear it:{near}") };
        why = format!("{}{near}", error.message);
    }
    let milliseconds = execution.steps.iter().filter_map(|step| step.duration_ms).sum::<u64>();
    Tried {
        passed: execution.row.status == Status::Passed,
        reached: failed_at.unwrap_or(done),
        failed_at,
        why: why.chars().take(2_000).collect(),
        seconds: std::time::Duration::from_millis(milliseconds).as_secs_f64(),
    }
}

/// `steps[3].steps[0]` → 3.
fn top_level(path: &str) -> Option<usize> {
    path.strip_prefix("steps[")?.split_once(']')?.0.parse().ok()
}

impl Candidate {
    /// The draft, and what is known about it.
    pub fn kept(&self, tried: Option<&Tried>, demo: bool) -> (NewFlow, Value) {
        let reached = match tried {
            Some(tried) if tried.passed => self.flow.steps.len(),
            Some(tried) => tried.reached,
            None => 0,
        };
        let texts: Vec<String> =
            self.flow.steps.iter().map(|step| serde_json::to_string(step).unwrap_or_default()).collect();
        let steps: Vec<Value> = self
            .sentences
            .iter()
            .enumerate()
            .map(|(at, sentence)| json!({ "path": format!("steps[{at}]"), "sentence": sentence, "verified": at < reached }))
            .collect();
        let risks: Vec<Value> = texts
            .iter()
            .enumerate()
            .filter_map(|(at, text)| {
                let word = risky(text)?;
                Some(json!({ "path": format!("steps[{at}]"), "word": word, "once": text.contains("\"once\":true") }))
            })
            .collect();
        let about = json!({
            "name": self.flow.name,
            "kind": self.kind,
            "verified": tried.is_some_and(|tried| tried.passed),
            "tried": tried.is_some(),
            "problem": tried.filter(|tried| !tried.passed).map(|tried| tried.why.clone()),
            "assertions": texts.iter().map(|text| text.matches("\"type\":\"expect\"").count()).sum::<usize>(),
            "steps": steps,
            "risks": risks,
            "expected": { "model_usd": 0.0, "seconds": tried.map(|tried| tried.seconds) },
            "demo": demo,
        });
        let new = NewFlow {
            name: self.flow.name.clone(),
            document: serde_json::to_value(&self.flow).unwrap_or_default(),
            hash: flow::hash(&self.flow),
            lint: self.lint.clone(),
            test_session: None,
            approved_by: None,
        };
        (new, about)
    }
}

/// The word that makes a click more than a look.
fn risky(step: &str) -> Option<&'static str> {
    let step = step.to_lowercase();
    if !step.contains("\"type\":\"click\"") && !step.contains("\"type\":\"press\"") {
        return None;
    }
    let mut words = step.split(|letter: char| !letter.is_alphanumeric());
    words.find_map(|word| RISKY.into_iter().find(|risky| word == *risky))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn request() -> GenerationRequest {
        serde_json::from_value(json!({ "prompt": "Ada signs in.", "base_url": "http://shop.example" })).unwrap()
    }

    fn answer(steps: &[&str]) -> Value {
        let steps: Vec<Value> = steps.iter().map(|step| json!({ "step": step, "sentence": "Ada signs in." })).collect();
        json!({ "flows": [{ "name": "F", "description": "", "kind": "happy", "steps": steps }] })
    }

    #[test]
    fn steps_that_do_more_than_a_person_at_the_page_are_refused() {
        let last = r#"{"type":"expect","url":"**/account"}"#;
        for (step, why) in [
            (r#"{"type":"evaluate","script":"1","var":"x"}"#, "not allowed"),
            (r#"{"type":"group","steps":[{"type":"http_request","url":"/x"}]}"#, "not allowed"),
            (r#"{"type":"goto","url":"http://evil.example/"}"#, "not on the site"),
            (r#"{"type":"goto","url":"//evil.example/"}"#, "not on the site"),
            (r#"{"type":"fill","target":{"label":"X"},"value":"{{secret.shop_password}}"}"#, "secret"),
            ("click the button", "no JSON"),
        ] {
            let mistakes = read(&answer(&[step, last]), &request()).unwrap_err();
            assert!(mistakes.iter().any(|mistake| mistake.contains(why)), "{step}: {mistakes:?}");
        }
        let without = read(&answer(&[r#"{"type":"goto","url":"/"}"#]), &request()).unwrap_err();
        assert!(without.iter().any(|mistake| mistake.contains("tests nothing")), "{without:?}");
        let good = read(&answer(&[r#"{"type":"goto","url":"/login"}"#, last]), &request()).unwrap();
        let (flow, about) = good[0].kept(None, true);
        assert_eq!(about["assertions"], 1);
        assert_eq!(about["steps"][0], json!({ "path": "steps[0]", "sentence": "Ada signs in.", "verified": false }));
        assert_eq!(flow.document["start_url"], "http://shop.example");
    }
}
