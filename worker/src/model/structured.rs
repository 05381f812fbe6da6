//! Answers that are JSON of a given shape: asked for, read with patience, repaired at most twice.

use serde_json::{Value, json};

use super::{AnswerSchema, Call, Error, Kind, Message, Models, Request, Stop, Turn, error::plain};

/// Times that the model may correct an answer.
const REPAIRS: u32 = 2;
/// Mistakes told to the model at once.
const MISTAKES: usize = 12;

/// An answer that has passed every check, and the turns it took.
#[derive(Debug)]
pub struct Checked<T> {
    pub value: T,
    pub turn: Turn,
    pub repairs: u32,
}

impl Models {
    /// Asks for JSON of the shape in `request.answer`. `check` says what is wrong with a value that has the shape; the
    /// model is told, and may correct itself twice.
    ///
    /// # Errors
    /// As [`Models::turn`]; [`Kind::Refused`] when the model would not answer, [`Kind::Malformed`] with the last mistakes.
    pub async fn json<T>(
        &self,
        request: &Request,
        call: Call<'_>,
        check: &(dyn Fn(&Value) -> Result<T, Vec<String>> + Sync),
    ) -> Result<Checked<T>, Error> {
        let schema = request.answer.as_ref().map(|answer| answer.schema.clone()).unwrap_or_else(|| json!({}));
        let validator = jsonschema::validator_for(&schema)
            .map_err(|e| Error::new(Kind::BadRequest, format!("the schema of the answer is none: {e}")))?;
        let mut request = request.clone();
        let mut repairs = 0;
        loop {
            let again = Call { sink: &mut *call.sink, ..call };
            let turn = self.turn(&request, again).await?;
            let mistakes = match read(&turn) {
                Err(mistake) if turn.stop == Stop::Refusal => return Err(Error::new(Kind::Refused, mistake)),
                Err(mistake) => vec![mistake],
                Ok(value) => {
                    let found: Vec<String> = validator
                        .iter_errors(&value)
                        .take(MISTAKES)
                        .map(|e| format!("at `{}`: {}", e.instance_path(), plain(&e.to_string())))
                        .collect();
                    let checked = if found.is_empty() { check(&value) } else { Err(found) };
                    match checked {
                        Ok(value) => return Ok(Checked { value, turn, repairs }),
                        Err(mistakes) => mistakes,
                    }
                }
            };
            let told = mistakes.iter().take(MISTAKES).map(|mistake| format!("- {mistake}\n")).collect::<String>();
            if repairs == REPAIRS {
                let message = format!("the model's answer is still wrong after {REPAIRS} corrections:\n{told}");
                return Err(Error::new(Kind::Malformed, message.trim_end()));
            }
            repairs += 1;
            request.messages.push(Message::Assistant(Box::new(turn)));
            request.messages.push(Message::text(format!(
                "Your answer cannot be used:\n{told}Give the whole answer again, corrected: JSON and nothing else."
            )));
        }
    }
}

/// The JSON of an answer.
fn read(turn: &Turn) -> Result<Value, String> {
    let text = turn.text();
    match &turn.stop {
        Stop::Refusal => return Err(format!("the model would not answer: {}", plain(&text))),
        Stop::MaxTokens => return Err("it is longer than allowed and was cut off; answer with less".into()),
        Stop::ContextFull => return Err("the conversation is too long".into()),
        Stop::End | Stop::ToolUse | Stop::Pause | Stop::Other(_) => {}
    }
    lenient(&text).ok_or_else(|| match text.trim() {
        "" => "it is empty".to_owned(),
        text => format!("it is no JSON: {}", plain(text)),
    })
}

/// The JSON value in a text: the text itself, what a fence holds, or the first object or array that is whole. A comma before
/// a closing bracket is forgiven.
fn lenient(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        // a model now and then answers with JSON inside a JSON string
        return match &value {
            Value::String(inner) => serde_json::from_str(inner).ok().or(Some(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(value),
        };
    }
    let starts = text.char_indices().filter(|(_, letter)| matches!(letter, '{' | '[')).map(|(at, _)| at);
    starts.take(20).find_map(|at| {
        let piece = balanced(&text[at..])?;
        serde_json::from_str(piece).ok().or_else(|| serde_json::from_str(&without_trailing_commas(piece)).ok())
    })
}

/// From the bracket at the beginning to the one that closes it.
fn balanced(text: &str) -> Option<&str> {
    let (mut depth, mut inside, mut escaped) = (0u32, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ if inside => {}
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(&text[..=at]);
                }
            }
            _ => {}
        }
    }
    None
}

fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '}' | ']' if !inside => {
                let kept = out.trim_end().strip_suffix(',').map(str::len);
                if let Some(kept) = kept {
                    out.truncate(kept);
                }
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

/// The same request for an endpoint that takes no schema: it stands in the system prompt.
pub fn in_prompt(request: &Request) -> Request {
    let AnswerSchema { name, schema } =
        request.answer.clone().unwrap_or_else(|| AnswerSchema { name: "answer".into(), schema: json!({}) });
    let rule = format!(
        "Answer with one JSON value ({name}) and nothing else: no explanation, no code fence. Its JSON Schema:\n{schema}"
    );
    let system = match &request.system {
        Some(system) => format!("{system}\n\n{rule}"),
        None => rule,
    };
    Request { system: Some(system), ..request.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_found_in_fences_in_talk_and_with_trailing_commas() {
        let want = json!({ "a": [1, "},"] });
        for text in [
            r#"{"a":[1,"},"]}"#,
            "```json\n{\"a\": [1, \"},\"],}\n```",
            r#"Sure! Here it is: {"a": [1, "},",]} — hope that helps {"#,
            r#""{\"a\":[1,\"},\"]}""#,
        ] {
            assert_eq!(lenient(text), Some(want.clone()), "{text}");
        }
        for text in ["", "no", r#"{"a": [1"#, "{]"] {
            assert_eq!(lenient(text), None, "{text}");
        }
    }
}
