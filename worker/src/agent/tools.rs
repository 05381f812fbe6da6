//! Which tools a model is offered, and which calls a person is asked about first.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use flowtilla_shared::{
    config::Chosen,
    domain::{
        agent::{ApprovalKind, ConfirmPolicy},
        models::Api,
    },
};
use serde_json::{Value, json};

use super::browser::is_browser;
use crate::{
    desktop::{BROWSER_TOOLSET, Browsing, Call, Group, NOT_EXECUTED, NOT_EXECUTED_IN_BROWSER, Offered, Others},
    model::{Tool, ToolUse},
};

/// The function with which an agent asks a person.
pub const ASK: &str = "ask_user";
/// Words in what is typed or run that make it more than a look.
const RISKY: [&str; 16] = [
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
    "password",
    "sudo",
];
/// Characters of a call that a person is shown in the question.
const SHOWN: usize = 300;

/// Which tool groups were refused by which endpoint and model, so that they are not offered again.
#[derive(Debug, Default)]
pub struct StepsDown {
    groups: Mutex<HashMap<(String, String), Group>>,
    /// Who does not know the toolset of the browser.
    no_browser_toolset: Mutex<HashSet<(String, String)>>,
}

impl StepsDown {
    /// The group to offer instead of `wanted`.
    pub fn instead_of(&self, wanted: Group, chosen: &Chosen) -> Group {
        let known = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(chosen)).copied().unwrap_or(wanted)
    }

    /// How the tools of the browser are offered, where there is one.
    pub fn browsing(&self, chosen: &Chosen) -> Browsing {
        let refused = self.no_browser_toolset.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.contains(&key(chosen)) { Browsing::Function } else { Browsing::Toolset }
    }

    /// Notes that the toolset of the browser was refused, if `why` says so and it was offered; then it is a function from now on.
    pub fn browser_refused(&self, why: &str, offered: Others, chosen: &Chosen) -> bool {
        if offered.browser != Browsing::Toolset || !why.contains(BROWSER_TOOLSET) {
            return false;
        }
        self.no_browser_toolset.lock().unwrap_or_else(PoisonError::into_inner).insert(key(chosen))
    }

    /// Notes that this group was refused; the next one down, if there is one.
    pub fn refused(&self, group: Group, chosen: &Chosen) -> Option<Group> {
        let below = group.below()?;
        let mut known = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key(chosen), below);
        Some(below)
    }
}

fn key(chosen: &Chosen) -> (String, String) {
    (chosen.model.endpoint.clone(), chosen.model.id.clone())
}

/// The group for a model: the one asked for, when its provider knows it, else the best that the model knows.
pub fn group(asked: Option<&str>, chosen: &Chosen) -> Group {
    let asked = asked.and_then(Group::named).filter(|group| fits(*group, chosen.endpoint.api));
    asked.unwrap_or_else(|| chosen.model.computer.iter().find_map(|tool| of_tool(tool)).unwrap_or(Group::Functions))
}

fn fits(group: Group, api: Api) -> bool {
    match group {
        Group::Functions => true,
        Group::OpenAi => api == Api::OpenaiResponses,
        Group::Toolset20260801 | Group::Use20251124 | Group::Use20250429 | Group::Use20250124 | Group::Use20241022 => {
            api == Api::AnthropicMessages
        }
    }
}

/// The group of a computer tool of the catalogue.
fn of_tool(name: &str) -> Option<Group> {
    match name {
        "computer_toolset_20260801" => Some(Group::Toolset20260801),
        "computer_20251124" => Some(Group::Use20251124),
        "computer_20250124" => Some(Group::Use20250124),
        "computer_20241022" => Some(Group::Use20241022),
        "computer" => Some(Group::OpenAi),
        _ => None,
    }
}

/// What a request offers.
pub fn offer(group: Group, api: Api, shown: (u32, u32), others: Others) -> Vec<Tool> {
    let mut tools: Vec<Tool> = group
        .offers(shown, others)
        .into_iter()
        .map(|offered| match offered {
            Offered::Native { definition, beta } => Tool::Native { api, definition, beta: beta.map(str::to_owned) },
            Offered::Function { name, description, schema } => {
                Tool::Function { name: name.into(), description: description.into(), schema }
            }
        })
        .collect();
    tools.push(ask_function());
    tools
}

fn ask_function() -> Tool {
    Tool::Function {
        name: ASK.into(),
        description:
            "Ask the user something that only they can know or decide, or (`kind` = `help`) ask them to take the mouse \
            and do something that you cannot do, such as a captcha or a login. Waits for their answer."
                .into(),
        schema: json!({
            "type": "object",
            "properties": {
                "question": { "type": "string" },
                "choices": { "type": "array", "items": { "type": "string" }, "maxItems": 10 },
                "kind": { "type": "string", "enum": ["question", "help"] },
            },
            "required": ["question"],
            "additionalProperties": false,
        }),
    }
}

/// A question of the agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub kind: ApprovalKind,
    pub question: String,
    pub choices: Vec<String>,
}

/// Reads a call of [`ASK`].
///
/// # Errors
/// What is missing.
pub fn question(input: &Value) -> Result<Question, String> {
    let question = input["question"].as_str().unwrap_or_default().trim().to_owned();
    if question.is_empty() {
        return Err(format!("`{ASK}` needs a `question`."));
    }
    let choices = input["choices"].as_array().into_iter().flatten().take(10);
    let choices = choices.filter_map(|choice| Some(choice.as_str()?.chars().take(200).collect())).collect();
    let kind = if input["kind"] == "help" { ApprovalKind::Help } else { ApprovalKind::Question };
    Ok(Question { kind, question: question.chars().take(4_000).collect(), choices })
}

/// A call as the tools of a desktop take it.
pub fn call(used: &ToolUse) -> Call {
    Call {
        id: used.id.clone(),
        name: used.name.clone(),
        input: used.input.clone(),
        toolset: used.toolset.clone(),
        computer: used.computer,
    }
}

/// It acts on the screen: after one that failed, no other is begun.
pub fn on_screen(call: &Call) -> bool {
    call.computer || call.toolset.is_some() || call.name == "computer" || is_browser(call)
}

/// What is said of this call after one that failed on the screen, word for word as models were trained on.
pub fn not_executed(call: &Call) -> &'static str {
    if is_browser(call) { NOT_EXECUTED_IN_BROWSER } else { NOT_EXECUTED }
}

/// Why a person is asked before this call is made; `None`: nobody is.
pub fn concern(call: &Call, policy: ConfirmPolicy) -> Option<String> {
    let warned = call.input["pending_safety_checks"].as_array().is_some_and(|checks| !checks.is_empty());
    let asks = match policy {
        ConfirmPolicy::Never => false,
        ConfirmPolicy::Risky => warned || is_risky(call),
        ConfirmPolicy::Always => !only_looks(call),
    };
    asks.then(|| {
        let shown: String = call.input.to_string().chars().take(SHOWN).collect();
        let warning = if warned { " The model's provider warns about it." } else { "" };
        format!("The agent wants to use `{}` with {shown}.{warning}", call.name)
    })
}

/// The action of a call on the screen.
fn action(call: &Call) -> &str {
    if call.toolset.is_some() { &call.name } else { call.input["action"].as_str().unwrap_or_default() }
}

fn looks(action: &str) -> bool {
    matches!(action, "screenshot" | "zoom" | "cursor_position" | "wait" | "mouse_move" | "move" | "scroll")
        || matches!(action, "list_tabs" | "switch_tab" | "read_page" | "get_page_text" | "find" | "scroll_to" | "hover")
}

fn only_looks(call: &Call) -> bool {
    if call.computer {
        let actions = call.input["actions"].as_array();
        return actions.is_some_and(|all| all.iter().all(|one| looks(one["type"].as_str().unwrap_or_default())));
    }
    match call.name.as_str() {
        "bash" => false,
        "str_replace_editor" | "str_replace_based_edit_tool" => call.input["command"] == "view",
        _ => looks(action(call)),
    }
}

fn is_risky(call: &Call) -> bool {
    match call.name.as_str() {
        "bash" => call.input["restart"] != true,
        "str_replace_editor" | "str_replace_based_edit_tool" => call.input["command"] != "view",
        _ if call.computer => {
            let typed = call.input["actions"].as_array().into_iter().flatten();
            typed.filter(|one| one["type"] == "type").any(|one| has_risky_word(&one["text"]))
        }
        _ => match action(call) {
            "type" => has_risky_word(&call.input["text"]),
            "form_input" => has_risky_word(&call.input["value"]),
            _ => false,
        },
    }
}

fn has_risky_word(text: &Value) -> bool {
    let text = text.as_str().unwrap_or_default().to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| RISKY.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, toolset: Option<&str>, input: Value) -> Call {
        Call { id: "1".into(), name: name.into(), input, toolset: toolset.map(str::to_owned), computer: false }
    }

    #[test]
    fn people_are_asked_about_what_may_do_harm() {
        let risky = |call: &Call| concern(call, ConfirmPolicy::Risky).is_some();
        let always = |call: &Call| concern(call, ConfirmPolicy::Always).is_some();
        let bash = called("bash", None, json!({ "command": "ls" }));
        let click = called("left_click", Some("computer"), json!({ "coordinate": [1, 2] }));
        let older = called("computer", None, json!({ "action": "type", "text": "please DELETE it" }));
        let look = called("screenshot", Some("computer"), json!({}));
        let view = called("str_replace_based_edit_tool", None, json!({ "command": "view", "path": "/" }));
        assert!(risky(&bash) && !risky(&click) && risky(&older) && !risky(&look) && !risky(&view));
        assert!(always(&bash) && always(&click) && always(&older) && !always(&look) && !always(&view));
        let read = called("read_page", Some("browser"), json!({}));
        let form = called("browser", None, json!({ "action": "form_input", "value": "cancel my order" }));
        let press = called("left_click", Some("browser"), json!({ "target": { "type": "ref", "ref": "ref_e1" } }));
        assert!(!always(&read) && risky(&form) && always(&press) && !risky(&press));
        assert_eq!((not_executed(&read), not_executed(&click)), (NOT_EXECUTED_IN_BROWSER, NOT_EXECUTED));
        let warned = Call {
            computer: true,
            ..called("computer", None, json!({ "actions": [], "pending_safety_checks": [{ "id": "x" }] }))
        };
        assert!(risky(&warned));
        assert!([&bash, &older, &warned].iter().all(|call| concern(call, ConfirmPolicy::Never).is_none()));
    }

    #[test]
    fn a_question_needs_words() {
        assert!(question(&json!({ "question": "  " })).is_err());
        let asked = question(&json!({ "question": "Which?", "choices": ["a", 1, "b"], "kind": "help" }));
        let wanted =
            Question { kind: ApprovalKind::Help, question: "Which?".into(), choices: vec!["a".into(), "b".into()] };
        assert_eq!(asked, Ok(wanted));
    }
}
