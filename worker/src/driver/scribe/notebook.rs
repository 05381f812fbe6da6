//! What a person did, as steps: typing becomes one `fill`, what only leads up to something else is dropped.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::flow::{self, Flow};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

/// What a page does within this time of an input counts as its consequence.
const CONSEQUENCE: Duration = Duration::from_millis(2_000);
/// Files up to this many bytes of text are written as text.
const LARGEST_TEXT: usize = 16 * 1024;

/// What the script in the page tells (`worker/engine/src/scribe.ts`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    pub what: String,
    pub target: Option<Map<String, Value>>,
    /// Names the element within its document.
    pub key: Option<u64>,
    pub value: Option<String>,
    pub secret: Option<String>,
    pub checked: bool,
    pub labels: Vec<String>,
    pub keys: String,
    pub button: Option<String>,
    pub modifiers: Vec<String>,
    pub files: Vec<ToldFile>,
    pub to: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToldFile {
    pub name: String,
    pub media_type: String,
    /// None: too large to become part of the flow.
    pub base64: Option<String>,
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tab's target id.
    pub tab: String,
    /// The frame and its document.
    pub document: String,
}

/// How a tab came to another page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the address bar or a bookmark.
    Typed,
    Back,
    Forward,
    Reload,
}

#[derive(Debug)]
struct Note {
    step: Value,
    what: String,
    place: Option<Place>,
    key: Option<u64>,
}

/// The steps so far.
#[derive(Debug)]
pub struct Notebook {
    start_url: String,
    notes: Vec<Note>,
    /// Open tabs in order of opening, and the one that the flow is in.
    tabs: Vec<String>,
    openers: Vec<(String, String)>,
    current: String,
    /// The last input of the person, and in which tab.
    last: Option<(Instant, String)>,
    /// Where a tab was led by what the person did, and how many steps there were then.
    landed: Option<(String, String, usize)>,
    pub secrets: BTreeSet<String>,
    pub warnings: Vec<String>,
}

impl Notebook {
    pub fn new(start_url: &str, tab: &str) -> Self {
        Self {
            start_url: start_url.to_owned(),
            notes: Vec::new(),
            tabs: vec![tab.to_owned()],
            openers: Vec::new(),
            current: tab.to_owned(),
            last: None,
            landed: None,
            secrets: BTreeSet::new(),
            warnings: Vec::new(),
        }
    }

    /// The person did something; `frames` lead to where, outermost first.
    pub fn told(&mut self, place: Place, frames: Vec<Value>, told: Told) {
        self.last = Some((Instant::now(), place.tab.clone()));
        let Some(mut step) = self.step_of(&told) else { return };
        if let (Some(target), false) = (step.get_mut("target"), frames.is_empty()) {
            target["frame"] =
                if frames.len() == 1 { frames.into_iter().next().unwrap_or_default() } else { json!(frames) };
        }
        self.be_in(&place.tab);
        let same = |note: &Note| note.place.as_ref() == Some(&place) && told.key.is_some() && note.key == told.key;
        let mut taken_back = |words: &[&str], most: usize| {
            for _ in 0..most {
                if self.notes.last().is_some_and(|note| same(note) && words.contains(&note.what.as_str())) {
                    self.notes.pop();
                }
            }
        };
        match told.what.as_str() {
            "fill" => taken_back(&["fill", "click", "double", "hover"], 3),
            "check" => taken_back(&["check", "click"], 2),
            "select" => taken_back(&["select", "click"], 2),
            "upload" => taken_back(&["click"], 1),
            "double" => taken_back(&["click", "hover"], 3),
            "click" => taken_back(&["hover"], 1),
            _ => {}
        }
        self.notes.push(Note { step, what: told.what, place: Some(place), key: told.key });
    }

    fn step_of(&mut self, told: &Told) -> Option<Value> {
        let target = told.target.clone().map(Value::Object);
        let mut step = json!({ "type": told.what });
        if let Some(target) = &target {
            step["target"] = target.clone();
        }
        match told.what.as_str() {
            "click" => {
                target?;
                if let Some(button) = &told.button {
                    step["button"] = json!(button);
                }
                if !told.modifiers.is_empty() {
                    step["modifiers"] = json!(told.modifiers);
                }
            }
            "double" => {
                target?;
                step["type"] = json!("click");
                step["count"] = json!(2);
            }
            "hover" => drop(target?),
            "check" => {
                target?;
                step["type"] = json!(if told.checked { "check" } else { "uncheck" });
            }
            "fill" => {
                target?;
                step["value"] = match &told.secret {
                    Some(name) => {
                        let name = slug(name);
                        let value = format!("{{{{secret.{name}}}}}");
                        self.secrets.insert(name);
                        json!(value)
                    }
                    None => json!(literal(told.value.as_deref().unwrap_or_default())),
                };
            }
            "select" => {
                target?;
                let labels: Vec<String> = told.labels.iter().map(|label| literal(label)).collect();
                step["value"] = if labels.len() == 1 { json!(labels[0]) } else { json!(labels) };
            }
            "press" => step["keys"] = json!(told.keys),
            "upload" => {
                target?;
                step["files"] = self.files(&told.files);
            }
            "expect" => {
                target?;
                match told.to.as_deref() {
                    Some("text") => step["text"] = json!(literal(told.value.as_deref()?)),
                    Some("value") => step["value"] = json!(literal(told.value.as_deref()?)),
                    Some(_) | None => step["to"] = json!("visible"),
                }
            }
            _ => return None,
        }
        Some(step)
    }

    fn files(&mut self, files: &[ToldFile]) -> Value {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let mut list = Vec::new();
        for file in files {
            let mut entry = json!({ "name": file.name });
            if !file.media_type.is_empty() {
                entry["media_type"] = json!(file.media_type);
            }
            match &file.base64 {
                None => {
                    self.warnings.push(format!(
                        "The file {} is too large to become part of the flow; put its path into the step's `files`.",
                        file.name
                    ));
                    entry["path"] = json!(file.name);
                }
                Some(encoded) => match STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
                    Some(text) if text.len() <= LARGEST_TEXT && !text.contains('\0') => {
                        entry["text"] = json!(literal(&text))
                    }
                    _ => entry["base64"] = json!(encoded),
                },
            }
            list.push(entry);
        }
        json!(list)
    }

    /// The flow goes on in this tab.
    fn be_in(&mut self, tab: &str) {
        if self.current == tab {
            return;
        }
        let Some(at) = self.tabs.iter().position(|t| t == tab) else { return };
        let latest = at + 1 == self.tabs.len();
        let step = json!({ "type": "switch_tab", "tab": if latest { json!("latest") } else { json!(at) } });
        self.push(step, "switch_tab");
        self.current = tab.to_owned();
    }

    fn push(&mut self, step: Value, what: &str) {
        self.notes.push(Note { step, what: what.to_owned(), place: None, key: None });
    }

    /// A tab was opened: by the page with an opener, by the person without.
    pub fn opened(&mut self, tab: &str, opener: Option<&str>) {
        if self.tabs.iter().any(|t| t == tab) {
            return;
        }
        self.tabs.push(tab.to_owned());
        match opener {
            Some(opener) => self.openers.push((tab.to_owned(), opener.to_owned())),
            None => {
                self.push(json!({ "type": "new_tab" }), "new_tab");
                self.current = tab.to_owned();
            }
        }
    }

    /// A tab was closed. False: it was the last one.
    pub fn closed(&mut self, tab: &str) -> bool {
        let Some(at) = self.tabs.iter().position(|t| t == tab) else { return true };
        if self.tabs.len() == 1 {
            return false;
        }
        if !self.is_consequence(tab) {
            self.be_in(tab);
            self.push(json!({ "type": "close_tab" }), "close_tab");
        }
        self.tabs.remove(at);
        if self.current == tab {
            let opener = self.openers.iter().find(|(t, _)| t == tab).map(|(_, opener)| opener);
            let next = opener.filter(|o| self.tabs.contains(o)).or_else(|| self.tabs.get(at.saturating_sub(1)));
            self.current = next.cloned().unwrap_or_default();
        }
        true
    }

    /// What happens in a tab now is what the page does after an input there.
    fn is_consequence(&self, tab: &str) -> bool {
        self.last.as_ref().is_some_and(|(at, of)| of == tab && at.elapsed() < CONSEQUENCE)
    }

    /// A link or a form led a tab to another page.
    pub fn led(&mut self, tab: &str, url: &str) {
        self.landed = Some((tab.to_owned(), url.to_owned(), self.notes.len()));
    }

    /// Who types an address has seen the page before it: the flow waits for that page, or its address would race the form.
    fn wait_for_landing(&mut self, tab: &str) {
        let Some((there, url, steps)) = self.landed.take() else { return };
        let Ok(url) = Url::parse(&url) else { return };
        let path = url.path();
        let plain = !path.contains(|c| "*?[]{}\\".contains(c));
        if there != tab || steps != self.notes.len() || path == "/" || !plain {
            return;
        }
        let rest = if url.query().is_some() || url.fragment().is_some() { "**" } else { "" };
        self.push(json!({ "type": "expect", "url": format!("**{path}{rest}") }), "expect");
    }

    /// A tab came to another page.
    pub fn visited(&mut self, tab: &str, url: &str, way: Way) {
        if way != Way::Typed && self.is_consequence(tab) {
            return;
        }
        self.be_in(tab);
        let step = match way {
            Way::Typed => {
                self.wait_for_landing(tab);
                let url = self.relative(url);
                if self.notes.last().is_some_and(|note| note.what == "new_tab" && note.step.get("url").is_none()) {
                    self.notes.pop();
                    json!({ "type": "new_tab", "url": url })
                } else {
                    json!({ "type": "goto", "url": url })
                }
            }
            Way::Back => json!({ "type": "back" }),
            Way::Forward => json!({ "type": "forward" }),
            Way::Reload => json!({ "type": "reload" }),
        };
        self.push(step, "goto");
    }

    /// An address of the flow's own site without the site.
    fn relative(&self, url: &str) -> String {
        match (Url::parse(url), Url::parse(&self.start_url)) {
            (Ok(there), Ok(start)) if there.origin() == start.origin() => {
                literal(there.as_str().strip_prefix(&there.origin().ascii_serialization()).unwrap_or(url))
            }
            _ => literal(url),
        }
    }

    /// The person answered a dialog; the step that opened it was told before.
    pub fn answered(&mut self, kind: &str, message: &str, accepted: bool, text: Option<&str>) {
        // Without a rule a dialog is dismissed; nobody needs to write that down.
        if !accepted || !["confirm", "prompt"].contains(&kind) {
            return;
        }
        let mut step = json!({ "type": "handle_dialog", "action": "accept", "message": literal(message) });
        if let (Some(text), "prompt") = (text, kind) {
            step["text"] = json!(literal(text));
        }
        let note = Note { step, what: "handle_dialog".into(), place: None, key: None };
        let before = self.notes.len().saturating_sub(1);
        let opened_it =
            self.notes.last().is_some_and(|note| !["expect", "goto", "handle_dialog"].contains(&note.what.as_str()));
        self.notes.insert(if opened_it { before } else { self.notes.len() }, note);
    }

    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// The last steps, a line each, for the overlay.
    pub fn last_lines(&self, most: usize) -> Vec<String> {
        let shown = self.notes.iter().skip(self.notes.len().saturating_sub(most));
        shown.map(|note| line(&note.step)).collect()
    }

    /// The flow, as far as it goes.
    ///
    /// # Errors
    /// What the grammar says against it.
    pub fn flow(&self, name: &str) -> Result<Flow, String> {
        let steps: Vec<&Value> = self.notes.iter().map(|note| &note.step).collect();
        let document = json!({ "name": name, "start_url": self.start_url, "steps": steps });
        let checked = flow::check_value(&document);
        checked.flow.ok_or_else(|| {
            let problems: Vec<String> = checked.problems.iter().map(ToString::to_string).collect();
            problems.join("; ")
        })
    }
}

/// One step in few words.
fn line(step: &Value) -> String {
    let word = |name: &str| step.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    let mut text = word("type").unwrap_or_default();
    for name in ["target", "value", "text", "to", "url", "keys", "tab"] {
        if let Some(value) = word(name) {
            text.push(' ');
            text.push_str(&value);
        }
    }
    text.chars().take(120).collect()
}

/// Text in which nothing is filled in.
fn literal(text: &str) -> String {
    text.replace("{{", "\\{{")
}

/// A name for `{{secret.…}}`.
fn slug(name: &str) -> String {
    let mut slug: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    slug.truncate(60);
    let slug = slug.trim_matches('_');
    if slug.is_empty() || slug.starts_with(|c: char| c.is_ascii_digit()) { "password".into() } else { slug.into() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn at(tab: &str) -> Place {
        Place { tab: tab.into(), document: "d".into() }
    }

    fn told(text: Value) -> Told {
        serde_json::from_value(text).unwrap()
    }

    fn steps(book: &Notebook) -> Vec<String> {
        book.last_lines(100)
    }

    const FIELD: &str = r#"{"label":"User"}"#;

    #[test]
    fn typing_is_one_fill_and_what_leads_up_to_it_is_dropped() {
        let mut book = Notebook::new("http://shop.test/", "t");
        book.told(at("t"), vec![], told(json!({ "what": "click", "target": { "label": "User" }, "key": 1 })));
        for value in ["a", "ad", "ada"] {
            book.told(
                at("t"),
                vec![],
                told(json!({ "what": "fill", "target": { "label": "User" }, "key": 1, "value": value })),
            );
        }
        let secret = json!({ "what": "fill", "target": { "label": "Pass" }, "key": 2, "secret": "Pass-word" });
        book.told(at("t"), vec![], told(secret));
        assert_eq!(steps(&book), [format!("fill {FIELD} ada"), r#"fill {"label":"Pass"} {{secret.pass_word}}"#.into()]);
        assert_eq!(book.secrets.iter().collect::<Vec<_>>(), ["pass_word"]);
        book.flow("x").unwrap();
    }

    #[test]
    fn two_clicks_and_a_double_click_are_one_step() {
        let mut book = Notebook::new("http://shop.test/", "t");
        let click = |what: &str| told(json!({ "what": what, "target": { "text": "Row" }, "key": 4 }));
        for what in ["click", "click", "double"] {
            book.told(at("t"), vec![], click(what));
        }
        let flow = book.flow("x").unwrap();
        assert_eq!(flow.steps.len(), 1);
        assert_eq!(flow.steps[0]["count"], 2);
    }

    #[test]
    fn tabs_dialogs_and_addresses_find_their_steps() {
        let mut book = Notebook::new("http://shop.test/", "a");
        book.told(at("a"), vec![], told(json!({ "what": "click", "target": { "text": "Help" }, "key": 1 })));
        book.opened("b", Some("a"));
        book.told(
            at("b"),
            vec![json!({ "css": "#f" })],
            told(json!({ "what": "click", "target": { "text": "Delete" }, "key": 1 })),
        );
        book.answered("confirm", "Sure?", true, None);
        book.answered("alert", "Gone", true, None);
        book.last = None;
        assert!(book.closed("b"));
        book.visited("a", "http://shop.test/cart?x=1#y", Way::Typed);
        book.visited("a", "http://shop.test/", Way::Back);
        book.opened("c", None);
        book.visited("c", "http://other.test/", Way::Typed);
        let types: Vec<Value> = book.flow("x").unwrap().steps.iter().map(|s| s["type"].clone()).collect();
        let expected = ["click", "switch_tab", "handle_dialog", "click", "close_tab", "goto", "back", "new_tab"];
        assert_eq!(types, expected);
        assert!(!book.closed("c") || book.tabs == ["a"]);
        let flow = book.flow("x").unwrap();
        assert_eq!(flow.steps[5]["url"], "/cart?x=1#y");
        assert_eq!(flow.steps[3]["target"]["frame"], json!({ "css": "#f" }));
    }

    #[test]
    fn what_a_page_does_after_an_input_is_no_step() {
        let mut book = Notebook::new("http://shop.test/", "a");
        book.told(at("a"), vec![], told(json!({ "what": "click", "target": { "text": "Reload" }, "key": 1 })));
        book.visited("a", "http://shop.test/", Way::Reload);
        assert_eq!(book.len(), 1);
    }

    #[test]
    fn braces_that_a_person_types_stay_braces() {
        let mut book = Notebook::new("http://shop.test/", "a");
        let typed = json!({ "what": "fill", "target": { "label": "User" }, "key": 1, "value": "{{ada}}" });
        book.told(at("a"), vec![], told(typed));
        assert_eq!(book.flow("x").unwrap().steps[0]["value"], "\\{{ada}}");
    }
}
