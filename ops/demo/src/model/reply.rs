//! What the scripted model is about to say, in words of no API.

use serde_json::{Value, json};

use super::{
    faults::Fault,
    heard::Heard,
    scenario::{Answer, Call},
};

/// An answer, and how it goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub thinking: Option<String>,
    pub text: Option<String>,
    pub calls: Vec<Asked>,
    pub cut: bool,
    pub refused: bool,
    pub fault: Option<Fault>,
    pub input_tokens: u64,
}

#[derive(Clone, Debug)]
pub struct Asked {
    pub id: String,
    pub name: String,
    /// The input as JSON text; a fault may have damaged it.
    pub input: String,
    pub toolset: Option<String>,
    pub actions: Option<Vec<Value>>,
}

/// Name and input of a call as this request offers it: a member of a toolset is an action of the one tool that came before toolsets.
fn named(call: &Call, heard: &Heard) -> (String, Value) {
    let offers = |name: &str| heard.tools.iter().any(|tool| tool == name);
    match &call.toolset {
        Some(set) if offers(set) && !offers(&call.name) && call.actions.is_none() => {
            let mut input = call.input.clone();
            input["action"] = call.name.as_str().into();
            (set.clone(), input)
        }
        _ => (call.name.clone(), call.input.clone()),
    }
}

impl Reply {
    /// The answer in the words of this request, with its fault worked in as far as it is about what is said.
    pub fn new(answer: &Answer, heard: &Heard, turn: usize, fault: Option<Fault>) -> Self {
        let said = answer.json.as_ref().map(ToString::to_string);
        let calls = answer.calls.iter().enumerate().map(|(at, call)| {
            let (name, input) = named(call, heard);
            Asked {
                id: format!("call_{turn}_{at}"),
                name,
                input: input.to_string(),
                toolset: call
                    .toolset
                    .clone()
                    .filter(|set| heard.tools.iter().any(|tool| tool.starts_with(&format!("{set}_toolset")))),
                actions: call.actions.clone().filter(|_| heard.tools.iter().any(|tool| tool == "computer")),
            }
        });
        let mut reply = Self {
            thinking: answer.thinking.clone(),
            text: answer.text.clone().or(said),
            calls: calls.collect(),
            input_tokens: (heard.bytes / 4) as u64,
            fault,
            ..Self::default()
        };
        if let Some(fault) = fault {
            reply.damage(fault);
        }
        reply
    }

    fn damage(&mut self, fault: Fault) {
        let call = |name: &str, input: String| Asked {
            id: "call_x".into(),
            name: name.into(),
            input,
            toolset: None,
            actions: None,
        };
        match fault {
            Fault::Empty => *self = Self { fault: self.fault, input_tokens: self.input_tokens, ..Self::default() },
            Fault::UnknownTool => self.calls = vec![call("make_tea", "{\"sugar\":2}".into())],
            Fault::HugeInput => {
                self.calls = vec![call("type", json!({ "text": "x".repeat(5 * 1024 * 1024) }).to_string())]
            }
            Fault::HalfInput => match self.calls.last_mut() {
                Some(last) => last.input.truncate(last.input.len() / 2),
                None => self.calls = vec![call("goto", "{\"url\":\"htt".into())],
            },
            Fault::Outside => {
                self.calls = vec![call("left_click", json!({ "coordinate": [99_999, -5] }).to_string())];
            }
            Fault::Nul => self.text = Some("before\u{0}after".into()),
            Fault::Refusal => {
                self.refused = true;
                self.calls.clear();
                self.text = Some("I cannot help with that.".into());
            }
            Fault::CutInCall => self.cut = true,
            Fault::WrongLanguage => {
                self.calls.clear();
                self.text = Some("Ich habe leider kein JSON, aber gerne einen Tee.".into());
            }
            Fault::ManyCalls => {
                let again = self.calls.first().cloned().unwrap_or_else(|| call("screenshot", "{}".into()));
                self.calls = (0..1000).map(|at| Asked { id: format!("call_{at}"), ..again.clone() }).collect();
            }
            Fault::HalfJson => {
                if let Some(text) = &mut self.text {
                    let half = text.floor_char_boundary(text.len() / 2);
                    text.truncate(half);
                }
            }
            Fault::RateLimited
            | Fault::RetryAfter
            | Fault::RetryAfterDate
            | Fault::RateLimitedHtml
            | Fault::ServerError
            | Fault::BadGateway
            | Fault::Overloaded
            | Fault::OverloadedInStream
            | Fault::ErrorInOk
            | Fault::Unauthorized
            | Fault::TooLong
            | Fault::Hang
            | Fault::HangInStream
            | Fault::Drip
            | Fault::CutStream
            | Fault::Reset
            | Fault::Html
            | Fault::HalfEvent => {}
        }
    }

    pub fn output_tokens(&self) -> u64 {
        let texts = self.text.iter().chain(&self.thinking).map(String::len).sum::<usize>();
        let calls = self.calls.iter().map(|call| call.input.len() + 20).sum::<usize>();
        ((texts + calls) / 4) as u64 + 1
    }
}

/// A text in pieces, as models send it.
pub fn pieces(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    // a long text in few pieces: five million letters are one event after another otherwise
    let size = (letters.len() / 40).max(12);
    letters.chunks(size).map(|piece| piece.iter().collect()).collect()
}
