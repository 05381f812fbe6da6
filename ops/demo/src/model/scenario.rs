//! Scenarios: what the scripted model says to what. They are data, in YAML.
//!
//! ```yaml
//! name: weather                      # for people
//! when:
//!   prompt: "weather in (?<city>\\w+)"   # a regular expression; the newest message of the user that matches any scenario
//!   answer: flows                    # the name of the answer's schema; absent: an answer without a schema
//!   model: demo                      # a regular expression for the model's name
//! answers:                           # the n-th answer after that message
//!   - thinking: I should look first.
//!     text: Let me look.
//!     calls:
//!       - { name: screenshot, toolset: computer }
//!   - text: It is sunny in {{city}}.
//!     trouble: { fault: overloaded, times: 2 }
//! ```
//!
//! `{{name}}` is replaced by what the group of that name matched, everywhere in an answer. The last answer is given again
//! when a conversation is longer than its scenario.

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use super::faults::Fault;

/// What the named groups of a prompt's pattern took in.
pub(super) type Groups = Vec<(String, String)>;

/// Something the model knows how to answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    #[serde(default)]
    pub when: When,
    pub answers: Vec<Answer>,
}

/// When a scenario is played: everything given must hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    pub prompt: Option<String>,
    /// Found in the system prompt.
    pub system: Option<String>,
    pub answer: Option<String>,
    pub model: Option<String>,
}

/// One turn of the model.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    pub thinking: Option<String>,
    pub text: Option<String>,
    /// Said as text, as JSON.
    pub json: Option<Value>,
    pub calls: Vec<Call>,
    pub trouble: Option<Trouble>,
}

/// A call of a tool.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub name: String,
    #[serde(default = "nothing")]
    pub input: Value,
    /// Anthropic's toolset that the name is a member of; sent only when the request has that toolset.
    #[serde(default)]
    pub toolset: Option<String>,
    /// Actions of OpenAI's computer tool instead.
    #[serde(default)]
    pub actions: Option<Vec<Value>>,
}

fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}

/// How an answer goes wrong, the first times it is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    pub fault: Fault,
    #[serde(default = "always")]
    pub times: u32,
}

fn always() -> u32 {
    u32::MAX
}

const EMBEDDED: &[(&str, &str)] = &[
    ("acts.yaml", include_str!("../../scenarios/acts.yaml")),
    ("generate.yaml", include_str!("../../scenarios/generate.yaml")),
    ("chat.yaml", include_str!("../../scenarios/chat.yaml")),
];

/// The scenarios that come with the program, the particular before the general.
pub fn embedded() -> anyhow::Result<Vec<Scenario>> {
    let mut all = Vec::new();
    for (name, text) in EMBEDDED {
        all.extend(Scenario::read(text).with_context(|| format!("the scenarios in {name}"))?);
    }
    Ok(all)
}

impl Scenario {
    /// Reads a file of scenarios: a list of them.
    ///
    /// # Errors
    /// Where it is wrong.
    pub fn read(yaml: &str) -> anyhow::Result<Vec<Self>> {
        let scenarios: Vec<Self> = serde_saphyr::from_str(yaml)?;
        for scenario in &scenarios {
            anyhow::ensure!(!scenario.answers.is_empty(), "the scenario “{}” has no answers", scenario.name);
            for pattern in [&scenario.when.prompt, &scenario.when.model].into_iter().flatten() {
                regress::Regex::with_flags(pattern, "is")
                    .with_context(|| format!("the scenario “{}”: `{pattern}`", scenario.name))?;
            }
        }
        Ok(scenarios)
    }

    /// Says one text, whatever it is asked.
    #[must_use]
    pub fn saying(prompt: &str, answers: Vec<Answer>) -> Self {
        let when = When { prompt: Some(prompt.into()), ..When::default() };
        Self { name: prompt.into(), when, answers }
    }

    /// The groups that matched, when this prompt is one of the scenario's.
    pub(super) fn hears(&self, prompt: &str) -> Option<Groups> {
        let Some(pattern) = &self.when.prompt else { return Some(Vec::new()) };
        let regex = regress::Regex::with_flags(pattern, "is").ok()?;
        let found = regex.find(prompt)?;
        let groups =
            found.named_groups().filter_map(|(name, range)| Some((name.to_owned(), prompt.get(range?)?.to_owned())));
        Some(groups.collect())
    }
}

impl Answer {
    /// An answer of one text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// An answer that calls one tool.
    #[must_use]
    pub fn call(name: &str, input: Value) -> Self {
        let call = Call { name: name.into(), input, toolset: None, actions: None };
        Self { calls: vec![call], ..Self::default() }
    }

    /// The same answer, going wrong the first times.
    #[must_use]
    pub fn with(self, fault: Fault, times: u32) -> Self {
        Self { trouble: Some(Trouble { fault, times }), ..self }
    }

    /// With every `{{name}}` replaced.
    pub(super) fn filled(&self, groups: &[(String, String)]) -> Self {
        let fill = |text: &str| {
            groups.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
        };
        let mut filled = self.clone();
        filled.text = self.text.as_deref().map(fill);
        filled.thinking = self.thinking.as_deref().map(fill);
        filled.json.iter_mut().for_each(|value| fill_value(value, &fill));
        for call in &mut filled.calls {
            fill_value(&mut call.input, &fill);
            call.actions.iter_mut().flatten().for_each(|action| fill_value(action, &fill));
        }
        filled
    }
}

fn fill_value(value: &mut Value, fill: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = fill(text),
        Value::Array(items) => items.iter_mut().for_each(|item| fill_value(item, fill)),
        Value::Object(fields) => fields.values_mut().for_each(|item| fill_value(item, fill)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
