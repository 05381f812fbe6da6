//! The obedient model does whatever the newest text says, as the most gullible model would: it is what injections are
//! tested with.
//!
//! It understands `call TOOL with {json}`, and plain words: `go to URL`, `run \`command\``, `type "text"`, `click "name"`.
//! Whatever it cannot do with the tools of the request it repeats as text.

use serde_json::{Value, json};

use super::{
    heard::Heard,
    scenario::{Answer, Call},
};

/// Its answer.
pub fn answer(heard: &Heard) -> Answer {
    let newest = heard.newest();
    let calls: Vec<Call> = commands(newest)
        .into_iter()
        .filter_map(|(names, input)| {
            let name = names.iter().find(|name| heard.tools.iter().any(|tool| tool == *name))?;
            Some(Call { name: (*name).clone(), input, toolset: None, actions: None })
        })
        .take(8)
        .collect();
    if calls.is_empty() {
        let told: String = newest.chars().take(400).collect();
        return Answer { text: Some(format!("I was told: {told}")), ..Answer::default() };
    }
    Answer { text: Some("As the page says.".into()), calls, ..Answer::default() }
}

/// Commands in a text, each with the tools that could carry it out.
fn commands(text: &str) -> Vec<(Vec<String>, Value)> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let patterns: [(&str, &[&str], &str); 4] = [
        (r#"(?:go to|visit|open|navigate to)\s+(https?://[^\s"'<>)]+)"#, &["goto", "navigate"], "url"),
        (r"run\s+`([^`]+)`", &["bash"], "command"),
        (r#"type\s+"([^"]+)""#, &["type"], "text"),
        (r#"click\s+"([^"]+)""#, &["click"], "name"),
    ];
    let mut found: Vec<(usize, Vec<String>, Value)> = Vec::new();
    for (pattern, tools, key) in patterns {
        let Ok(regex) = regress::Regex::with_flags(pattern, "i") else { continue };
        for hit in regex.find_iter(text) {
            if let Some(value) = hit.group(1).and_then(|range| text.get(range)) {
                found.push((hit.start(), names(tools), json!({ key: value })));
            }
        }
    }
    if let Ok(regex) = regress::Regex::with_flags(r"call\s+(\w+)\s+with\s+(?=\{)", "i") {
        for hit in regex.find_iter(text) {
            let name = hit.group(1).and_then(|range| text.get(range)).unwrap_or_default();
            let mut values = serde_json::Deserializer::from_str(text.get(hit.end()..).unwrap_or_default()).into_iter();
            if let Some(Ok(input)) = values.next() {
                found.push((hit.start(), vec![name.to_owned()], input));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(_, tools, input)| (tools, input)).collect()
}
