//! Projects of Selenium IDE: a JSON document with tests, each a list of commands.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Imported, document, literal};

mod words;

use words::{condition, filled, locator, option_of, variable};

#[derive(Deserialize)]
struct Project {
    #[serde(default)]
    url: String,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    commands: Vec<Command>,
}

#[derive(Deserialize)]
struct Command {
    #[serde(default)]
    command: String,
    #[serde(default)]
    target: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    comment: String,
    #[serde(default, rename = "opensWindow")]
    opens_window: bool,
    /// What later commands call the window that it opens.
    #[serde(default, rename = "windowHandleName")]
    window: String,
}

/// Reads all tests of a project.
///
/// # Errors
/// A sentence when it is no project.
pub fn read(text: &str) -> Result<Imported, String> {
    let project: Project =
        serde_json::from_str(text).map_err(|error| format!("this is no project of Selenium IDE: {error}"))?;
    let mut imported = Imported::default();
    let lines = command_lines(text);
    let mut number = 0;
    for test in &project.tests {
        let mut reader = Reader { base: project.url.trim_end_matches('/').to_owned(), ..Reader::default() };
        for command in &test.commands {
            let line = lines.get(number).copied().unwrap_or(0);
            number += 1;
            reader.command(command, line);
        }
        while reader.open.len() > 1 {
            reader.left_out.push((0, format!("`{}` in `{}` has no `end`", reader.kind(), test.name)));
            reader.close();
        }
        let steps = reader.open.pop().map(|block| block.steps).unwrap_or_default();
        let mut document = document(&test.name, reader.start_url, steps);
        if let Some(viewport) = reader.viewport {
            document.insert("viewport".into(), viewport);
        }
        imported.left_out.append(&mut reader.left_out);
        imported.flows.push(document);
    }
    Ok(imported)
}

/// The lines in which `"command":` stands, in order.
fn command_lines(text: &str) -> Vec<usize> {
    let all = text.lines().enumerate();
    all.flat_map(|(n, line)| std::iter::repeat_n(n + 1, line.matches("\"command\"").count())).collect()
}

/// A list of steps that is still being filled, and the step that it will stand in.
#[derive(Default)]
struct Block {
    step: Map<String, Value>,
    /// The field of the step that the steps go into.
    field: &'static str,
    steps: Vec<Value>,
}

impl Block {
    /// The steps so far go where they belong.
    fn end_branch(&mut self) {
        let steps = Value::Array(std::mem::take(&mut self.steps));
        match self.step.get_mut("else_if").and_then(Value::as_array_mut).and_then(|branches| branches.last_mut()) {
            Some(branch) if self.field == "else_if" => branch["then"] = steps,
            _ => drop(self.step.insert(self.field.into(), steps)),
        }
    }
}

/// What is known of a window.
#[derive(Clone, Copy, PartialEq)]
enum Window {
    /// The one that the test began in.
    First,
    Opened,
    Visited,
}

struct Reader {
    base: String,
    start_url: Option<String>,
    viewport: Option<Value>,
    /// The outermost is the test itself.
    open: Vec<Block>,
    /// The frames that the commands are in.
    frames: Vec<Value>,
    /// Windows by the names of their handles: one that was opened and not yet gone to, or one that has an alias.
    windows: BTreeMap<String, Window>,
    left_out: Vec<(usize, String)>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            base: String::new(),
            start_url: None,
            viewport: None,
            open: vec![Block::default()],
            frames: Vec::new(),
            windows: BTreeMap::new(),
            left_out: Vec::new(),
        }
    }
}

impl Reader {
    fn command(&mut self, command: &Command, line: usize) {
        let name = command.command.trim();
        // commands that are switched off begin with //
        if name.is_empty() || name.starts_with("//") {
            let text = format!("{name} {} {} {}", command.target, command.value, command.comment);
            if !text.trim().is_empty() {
                self.push(json!({ "type": "comment", "text": filled(text.trim()) }));
            }
            return;
        }
        match self.said(name, command) {
            Ok(steps) => {
                let labelled = steps.len() == 1 && !command.comment.trim().is_empty();
                for mut step in steps {
                    if labelled {
                        step["label"] = json!(command.comment.trim().chars().take(200).collect::<String>());
                    }
                    self.push(step);
                }
                if command.opens_window && !command.window.is_empty() {
                    self.windows.insert(command.window.clone(), Window::Opened);
                }
            }
            Err(why) => {
                let shown = format!("{name} | {} | {}", command.target, command.value);
                let shown: String = shown.trim_end_matches([' ', '|']).chars().take(160).collect();
                let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
                self.left_out.push((line, format!("{shown}{why}")));
                self.push(json!({ "type": "comment", "text": literal(&format!("not imported: {shown}")) }));
            }
        }
    }

    fn push(&mut self, step: Value) {
        if let Some(block) = self.open.last_mut() {
            block.steps.push(step);
        }
    }

    fn said(&mut self, name: &str, command: &Command) -> Result<Vec<Value>, String> {
        let value = || filled(&command.value);
        let one = |step: Value| Ok(vec![step]);
        let soft = name.starts_with("verify");
        let with_soft = |mut step: Value| {
            if soft {
                step["soft"] = json!(true);
            }
            vec![step]
        };
        if self.structure(name, command)? {
            return Ok(Vec::new());
        }
        match name {
            "open" => {
                let url = self.address(&command.target);
                if self.start_url.is_none() && self.open.len() == 1 && self.open[0].steps.is_empty() {
                    self.start_url = Some(url);
                    return Ok(Vec::new());
                }
                one(json!({ "type": "goto", "url": url }))
            }
            "setWindowSize" => {
                let size = command
                    .target
                    .split_once('x')
                    .and_then(|(w, h)| Some((w.trim().parse::<u32>().ok()?, h.trim().parse::<u32>().ok()?)));
                let (width, height) = size.ok_or("no size such as 1280x720")?;
                self.viewport = Some(json!({ "width": width.clamp(100, 10_000), "height": height.clamp(100, 10_000) }));
                Ok(Vec::new())
            }
            "click" | "clickAt" => one(json!({ "type": "click", "target": self.target(&command.target)? })),
            "doubleClick" | "doubleClickAt" => {
                one(json!({ "type": "click", "target": self.target(&command.target)?, "count": 2 }))
            }
            "type" | "editContent" => {
                one(json!({ "type": "fill", "target": self.target(&command.target)?, "value": value() }))
            }
            "sendKeys" => self.send_keys(command),
            "select" | "addSelection" => {
                let option = option_of(&command.value)?;
                let mut step = json!({ "type": "select", "target": self.target(&command.target)?, "value": option });
                if name == "addSelection" {
                    step["mode"] = json!("add");
                }
                one(step)
            }
            "check" | "uncheck" => one(json!({ "type": name, "target": self.target(&command.target)? })),
            "mouseOver" | "mouseMoveAt" => one(json!({ "type": "hover", "target": self.target(&command.target)? })),
            "dragAndDropToObject" => one(
                json!({ "type": "drag", "from": self.target(&command.target)?, "to": self.target(&command.value)? }),
            ),
            "submit" => one(json!({ "type": "submit", "target": self.target(&command.target)? })),
            "pause" => one(
                json!({ "type": "sleep", "ms": command.target.trim().parse::<u64>().map_err(|_| "no number of milliseconds")? }),
            ),
            "echo" => one(json!({ "type": "log", "text": filled(&command.target) })),
            "store" => {
                one(json!({ "type": "set", "var": variable(&command.value)?, "value": filled(&command.target) }))
            }
            "storeText" | "storeValue" => {
                let what = if name == "storeText" { "text" } else { "value" };
                one(
                    json!({ "type": "extract", "target": self.target(&command.target)?, "what": what, "var": variable(&command.value)? }),
                )
            }
            "storeAttribute" => {
                let (locator, attribute) = command.target.rsplit_once('@').ok_or("no attribute behind an @")?;
                one(
                    json!({ "type": "extract", "target": self.target(locator)?, "what": "attribute", "name": attribute, "var": variable(&command.value)? }),
                )
            }
            "storeXpathCount" => one(
                json!({ "type": "extract", "target": self.target(&command.target)?, "what": "count", "var": variable(&command.value)? }),
            ),
            "storeTitle" => {
                one(json!({ "type": "evaluate", "js": "return document.title", "var": variable(&command.value)? }))
            }
            "executeScript" | "runScript" | "executeAsyncScript" => {
                if command.target.contains("${") {
                    return Err("a script with variables in it; hand them in by `args`".into());
                }
                let mut step = json!({ "type": "evaluate", "js": command.target });
                if !command.value.trim().is_empty() {
                    step["var"] = json!(variable(&command.value)?);
                }
                one(step)
            }
            "waitForElementVisible" => self.wait(command, "visible"),
            "waitForElementNotVisible" => self.wait(command, "hidden"),
            "waitForElementPresent" => self.wait(command, "attached"),
            "waitForElementNotPresent" => self.wait(command, "detached"),
            "waitForElementEditable" => self.wait(command, "editable"),
            "waitForElementNotEditable" => {
                one(json!({ "type": "expect", "target": self.target(&command.target)?, "to": "editable", "not": true }))
            }
            "waitForText" | "assertText" | "verifyText" => {
                Ok(with_soft(json!({ "type": "expect", "target": self.target(&command.target)?, "text": value() })))
            }
            "assertNotText" | "verifyNotText" => Ok(with_soft(
                json!({ "type": "expect", "target": self.target(&command.target)?, "text": value(), "not": true }),
            )),
            "assertTitle" | "verifyTitle" => {
                Ok(with_soft(json!({ "type": "expect", "title": filled(&command.target) })))
            }
            "assertValue" | "verifyValue" => {
                Ok(with_soft(json!({ "type": "expect", "target": self.target(&command.target)?, "value": value() })))
            }
            "assertElementPresent" | "verifyElementPresent" => self.state(command, "attached", false, soft),
            "assertElementNotPresent" | "verifyElementNotPresent" => self.state(command, "attached", true, soft),
            "assertChecked" | "verifyChecked" => self.state(command, "checked", false, soft),
            "assertNotChecked" | "verifyNotChecked" => self.state(command, "checked", true, soft),
            "assertEditable" | "verifyEditable" => self.state(command, "editable", false, soft),
            "assertNotEditable" | "verifyNotEditable" => self.state(command, "editable", true, soft),
            "assert" | "verify" => {
                Ok(with_soft(json!({ "type": "expect", "var": variable(&command.target)?, "equals": value() })))
            }
            "chooseOkOnNextConfirmation" | "chooseOkOnNextPrompt" => {
                one(json!({ "type": "handle_dialog", "action": "accept" }))
            }
            "chooseCancelOnNextConfirmation" | "chooseCancelOnNextPrompt" => {
                one(json!({ "type": "handle_dialog", "action": "dismiss" }))
            }
            "answerOnNextPrompt" => {
                one(json!({ "type": "handle_dialog", "action": "accept", "text": filled(&command.target) }))
            }
            "selectFrame" => self.frame(&command.target),
            "close" => one(json!({ "type": "close_tab" })),
            "run" => one(json!({ "type": "run_flow", "flow": filled(&command.target) })),
            "setSpeed" | "debugger" | "mouseOut" => Ok(Vec::new()),
            "storeWindowHandle" => {
                self.windows.insert(command.target.trim().to_owned(), Window::First);
                Ok(Vec::new())
            }
            "selectWindow" => self.window(&command.target),
            "mouseDown" | "mouseDownAt" | "mouseUp" | "mouseUpAt" => {
                let target = self.target(&command.target)?;
                let action = if name.starts_with("mouseDown") { "down" } else { "up" };
                Ok(vec![json!({ "type": "hover", "target": target }), json!({ "type": "mouse", "action": action })])
            }
            "removeSelection" => {
                let option = option_of(&command.value)?;
                one(
                    json!({ "type": "select", "target": self.target(&command.target)?, "value": option, "mode": "remove" }),
                )
            }
            "assertSelectedValue" | "verifySelectedValue" => {
                Ok(with_soft(json!({ "type": "expect", "target": self.target(&command.target)?, "value": value() })))
            }
            "assertSelectedLabel" | "verifySelectedLabel" => Ok(with_soft(
                json!({ "type": "expect", "target": self.target(&command.target)?, "selected": { "label": value() } }),
            )),
            "assertNotSelectedValue" | "verifyNotSelectedValue" => Ok(with_soft(
                json!({ "type": "expect", "target": self.target(&command.target)?, "value": value(), "not": true }),
            )),
            "storeJson" => {
                let json: Value = serde_json::from_str(&command.target).map_err(|_| "it is no JSON")?;
                one(json!({ "type": "set", "var": variable(&command.value)?, "value": json }))
            }
            "assertAlert" | "assertConfirmation" | "assertPrompt" | "verifyAlert" | "verifyConfirmation"
            | "verifyPrompt" => Ok(with_soft(json!({ "type": "expect", "dialog": filled(&command.target) }))),
            "webdriverChooseOkOnVisibleAlert"
            | "webdriverChooseOkOnVisibleConfirmation"
            | "webdriverAnswerOnVisiblePrompt"
            | "webdriverChooseCancelOnVisibleConfirmation"
            | "webdriverChooseCancelOnVisiblePrompt" => self.visible_dialog(name, command),
            _ => Err(String::new()),
        }
    }

    /// Commands that hold commands; true when this was one.
    fn structure(&mut self, name: &str, command: &Command) -> Result<bool, String> {
        let condition = |text: &str| condition(text);
        match name {
            "if" => {
                let step = json!({ "type": "if", "condition": condition(&command.target)? });
                self.begin(step, "then");
            }
            "while" => {
                let step = json!({ "type": "while", "condition": condition(&command.target)? });
                self.begin(step, "steps");
            }
            "times" => {
                let n: u32 = command.target.trim().parse().map_err(|_| "its number is computed")?;
                self.begin(json!({ "type": "times", "n": n }), "steps");
            }
            "forEach" => {
                let step = json!({ "type": "for_each", "items": format!("{{{{{}}}}}", variable(&command.target)?), "as": variable(&command.value)? });
                self.begin(step, "steps");
            }
            "do" => self.begin(json!({ "type": "while" }), "steps"),
            "repeatIf" if self.kind() == "while" => {
                let condition = condition(&command.target)?;
                // its steps once, and again as long as the condition holds
                let Some(block) = self.open.pop() else { return Ok(false) };
                for step in &block.steps {
                    self.push(step.clone());
                }
                self.open.push(block);
                if let Some(block) = self.open.last_mut() {
                    block.step.insert("condition".into(), condition);
                }
                self.close();
            }
            "elseIf" if self.kind() == "if" => {
                let condition = condition(&command.target)?;
                if let Some(block) = self.open.last_mut() {
                    block.end_branch();
                    block.step.entry("else_if").or_insert_with(|| json!([]));
                    if let Some(Value::Array(branches)) = block.step.get_mut("else_if") {
                        branches.push(json!({ "condition": condition }));
                    }
                    block.field = "else_if";
                }
            }
            "else" if self.kind() == "if" => {
                if let Some(block) = self.open.last_mut() {
                    block.end_branch();
                    block.field = "else";
                }
            }
            "end" if self.open.len() > 1 => self.close(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn begin(&mut self, step: Value, field: &'static str) {
        let step = step.as_object().cloned().unwrap_or_default();
        self.open.push(Block { step, field, steps: Vec::new() });
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.pop() else { return };
        if block.steps.is_empty() && block.field == "steps" {
            block.steps.push(json!({ "type": "comment", "text": "empty" }));
        }
        block.end_branch();
        self.push(Value::Object(block.step));
    }

    /// Goes to a window by its handle: one that was opened is waited for the first time.
    fn window(&mut self, target: &str) -> Result<Vec<Value>, String> {
        let name = match target.trim().split_once('=') {
            Some(("handle", name)) => name.trim().trim_start_matches("${").trim_end_matches('}').to_owned(),
            Some(("win_ser", "local")) => "root".into(),
            Some(("win_ser", n)) => {
                let n: u32 = n.parse().map_err(|_| "no number of a window")?;
                return Ok(vec![json!({ "type": "switch_tab", "tab": n })]);
            }
            _ => return Err("write `switch_tab` with the tab's index, address or title".into()),
        };
        self.frames.clear();
        let step = match self.windows.get(&name) {
            Some(Window::Opened) => json!({ "type": "wait_popup", "alias": name }),
            Some(Window::Visited) => json!({ "type": "switch_tab", "tab": { "alias": name } }),
            Some(Window::First) => json!({ "type": "switch_tab", "tab": 0 }),
            None if name == "root" => json!({ "type": "switch_tab", "tab": 0 }),
            None => return Err(format!("no command before it opens a window that is called `{name}`")),
        };
        if self.windows.get(&name) == Some(&Window::Opened) {
            self.windows.insert(name, Window::Visited);
        }
        Ok(vec![step])
    }

    /// An answer to a dialog that is open already stands before the step that opened it here.
    fn visible_dialog(&mut self, name: &str, command: &Command) -> Result<Vec<Value>, String> {
        let mut step = json!({ "type": "handle_dialog", "action": "accept" });
        if name.contains("Cancel") {
            step["action"] = json!("dismiss");
        }
        if name == "webdriverAnswerOnVisiblePrompt" {
            step["text"] = json!(filled(&command.value));
        }
        let steps = self.open.last_mut().map(|block| &mut block.steps).ok_or("")?;
        let opener =
            steps.iter().rposition(|step| matches!(step["type"].as_str(), Some("click" | "press" | "evaluate")));
        let opener = opener.ok_or("no step before it opens a dialog")?;
        steps.insert(opener, step);
        Ok(Vec::new())
    }

    fn kind(&self) -> String {
        let kind = self.open.last().and_then(|block| block.step.get("type")).and_then(Value::as_str);
        kind.unwrap_or_default().to_owned()
    }

    fn wait(&self, command: &Command, state: &str) -> Result<Vec<Value>, String> {
        let mut step = json!({ "type": "wait_for", "target": self.target(&command.target)?, "state": state });
        if let Ok(ms) = command.value.trim().parse::<u64>() {
            step["timeout_ms"] = json!(ms.max(1));
        }
        Ok(vec![step])
    }

    fn state(&self, command: &Command, state: &str, not: bool, soft: bool) -> Result<Vec<Value>, String> {
        let mut step = json!({ "type": "expect", "target": self.target(&command.target)?, "to": state });
        for (name, is) in [("not", not), ("soft", soft)] {
            if is {
                step[name] = json!(true);
            }
        }
        Ok(vec![step])
    }

    /// Texts are typed, `${KEY_ENTER}` and its kind are pressed.
    fn send_keys(&self, command: &Command) -> Result<Vec<Value>, String> {
        let target = self.target(&command.target)?;
        let mut steps = Vec::new();
        let mut rest = command.value.as_str();
        while let Some(begin) = rest.find("${KEY_") {
            if begin > 0 {
                steps.push(json!({ "type": "type", "target": target, "text": filled(&rest[..begin]) }));
            }
            let end = begin + rest[begin..].find('}').ok_or("a key without its end")?;
            let key = match &rest[begin + 6..end] {
                "ENTER" | "RETURN" => "Enter",
                "TAB" => "Tab",
                "ESC" | "ESCAPE" => "Escape",
                "BACKSPACE" | "BKSP" => "Backspace",
                "DELETE" | "DEL" => "Delete",
                "UP" | "ARROW_UP" => "ArrowUp",
                "DOWN" | "ARROW_DOWN" => "ArrowDown",
                "LEFT" | "ARROW_LEFT" => "ArrowLeft",
                "RIGHT" | "ARROW_RIGHT" => "ArrowRight",
                "HOME" => "Home",
                "END" => "End",
                "PAGE_UP" | "PGUP" => "PageUp",
                "PAGE_DOWN" | "PGDN" => "PageDown",
                "SPACE" => "Space",
                other => return Err(format!("the key {other}")),
            };
            steps.push(json!({ "type": "press", "target": target, "keys": key }));
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            steps.push(json!({ "type": "type", "target": target, "text": filled(rest) }));
        }
        Ok(steps)
    }

    fn frame(&mut self, target: &str) -> Result<Vec<Value>, String> {
        match target.split_once('=') {
            Some(("relative", "parent")) => {
                self.frames.pop();
            }
            Some(("relative", "top")) => self.frames.clear(),
            Some(("index", n)) => {
                let n: u32 = n.trim().parse().map_err(|_| "no index")?;
                self.frames.push(json!({ "css": "iframe, frame", "nth": n }));
            }
            _ => self.frames.push(locator(target)?),
        }
        Ok(Vec::new())
    }

    fn target(&self, text: &str) -> Result<Value, String> {
        let mut target = locator(text)?;
        match self.frames.as_slice() {
            [] => {}
            [one] => target["frame"] = one.clone(),
            frames => target["frame"] = Value::Array(frames.to_vec()),
        }
        Ok(target)
    }

    fn address(&self, url: &str) -> String {
        let url = filled(url);
        if url.contains("://") || url.starts_with("{{") {
            return url;
        }
        format!("{}/{}", literal(&self.base), url.trim_start_matches('/'))
    }
}
