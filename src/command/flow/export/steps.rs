//! Steps that do one thing.

use serde_json::{Map, Value};

use super::{values, writer::Writer};

/// Fields of every step that are written out, or mean nothing to Playwright.
const COMMON: [&str; 10] =
    ["type", "id", "label", "why", "timeout_ms", "retry", "on_failure", "soft", "once", "if"];

/// What a step has become: lines, or a sentence about what cannot be said.
type Said = Result<Vec<String>, String>;

impl Writer<'_> {
    pub(super) fn steps(&mut self, steps: &[Value], path: &str) {
        for (index, step) in steps.iter().enumerate() {
            if let Value::Object(step) = step {
                self.step(step, &format!("{path}[{index}]"));
            }
        }
    }

    fn step(&mut self, step: &Map<String, Value>, path: &str) {
        let kind = text(step, "type").to_owned();
        if step.get("once") == Some(&Value::Bool(true)) {
            self.line("// once: must not be done twice");
        }
        let condition = match step.get("if").map(|condition| self.condition(condition)) {
            None => None,
            Some(Ok(condition)) => Some(condition),
            Some(Err(what)) => return self.leave_out(path, format!("the condition of `{kind}`: {what}")),
        };
        let retry = step.get("retry").map(|retry| {
            let number = |name: &str| retry.get(name).and_then(Value::as_u64).unwrap_or(0);
            format!("await {}({}, {}, async () => {{", self.needs("again"), number("max"), number("backoff_ms"))
        });
        let soft = (step.get("soft") == Some(&Value::Bool(true)) && kind != "expect")
            || step.get("on_failure").and_then(Value::as_str) == Some("continue");
        let soft = soft.then(|| format!("await {}(async () => {{", self.needs("softly")));
        let mut wraps: Vec<(String, &str, bool)> = Vec::new();
        wraps.extend(condition.map(|condition| (format!("if ({condition}) {{"), "}", false)));
        wraps.extend(soft.map(|head| (head, "});", true)));
        wraps.extend(retry.map(|head| (head, "});", true)));
        self.wrapped(&wraps, &mut |writer| writer.bare(step, &kind, path));
        for (index, condition) in step.get("postcondition").and_then(Value::as_array).into_iter().flatten().enumerate() {
            if let Value::Object(condition) = condition {
                let mut expect = condition.clone();
                expect.insert("type".into(), "expect".into());
                self.step(&expect, &format!("{path}.postcondition[{index}]"));
            }
        }
    }

    fn wrapped(&mut self, wraps: &[(String, &str, bool)], inner: &mut dyn FnMut(&mut Self)) {
        match wraps.split_first() {
            None => inner(self),
            Some(((head, tail, true), rest)) => self.closure(head, tail, |writer| writer.wrapped(rest, inner)),
            Some(((head, tail, false), rest)) => self.block(head, tail, |writer| writer.wrapped(rest, inner)),
        }
    }

    fn bare(&mut self, step: &Map<String, Value>, kind: &str, path: &str) {
        if self.structure(step, kind, path) {
            return;
        }
        let said = match kind {
            "expect" => self.expectation(step),
            _ => self.action(step, kind),
        };
        match said {
            Ok(lines) => lines.into_iter().for_each(|line| self.line(line)),
            Err(what) => self.leave_out(path, format!("`{kind}`: {what}")),
        }
    }

    /// The fields are all known here; the first that is not is told.
    pub(super) fn only(&self, step: &Map<String, Value>, fields: &[&str]) -> Result<(), String> {
        let strange =
            step.keys().find(|key| !fields.contains(&key.as_str()) && !COMMON.contains(&key.as_str()) && *key != "postcondition");
        strange.map_or(Ok(()), |key| Err(format!("its `{key}`")))
    }

    fn target(&mut self, step: &Map<String, Value>, field: &str) -> Result<String, String> {
        self.locator(step.get(field).unwrap_or(&Value::Null))
    }

    fn filled(&self, step: &Map<String, Value>, field: &str) -> String {
        match step.get(field) {
            Some(Value::String(text)) => values::filled(text, &self.vars),
            Some(other) => values::text(&other.to_string()),
            None => "''".into(),
        }
    }

    fn action(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        let time = step.get("timeout_ms").map(|ms| format!("timeout: {ms}"));
        let options = |parts: Vec<String>| {
            let parts: Vec<String> = parts.into_iter().chain(time.clone()).collect();
            if parts.is_empty() { String::new() } else { format!("{{ {} }}", parts.join(", ")) }
        };
        let after = |options: String| if options.is_empty() { options } else { format!(", {options}") };
        let one = |line: String| Ok(vec![line]);
        match kind {
            "goto" => {
                self.only(step, &["url"])?;
                let url = self.address(text(step, "url"));
                one(format!("await page.goto({url}{});", after(options(vec![]))))
            }
            "back" | "forward" | "reload" => {
                self.only(step, &[])?;
                let call = match kind {
                    "back" => "goBack",
                    "forward" => "goForward",
                    _ => "reload",
                };
                one(format!("await page.{call}({});", options(vec![])))
            }
            "new_tab" | "switch_tab" | "close_tab" => self.tabs(step, kind),
            "click" => {
                self.only(step, &["target", "button", "count", "modifiers", "position", "delay", "force"])?;
                let given = self.passed_on(step, &[("button", "button"), ("count", "clickCount"), ("modifiers", "modifiers"), ("position", "position"), ("delay", "delay"), ("force", "force")]);
                let target = self.target(step, "target")?;
                one(format!("await {target}.click({});", options(given)))
            }
            "hover" => {
                self.only(step, &["target", "modifiers", "position", "force"])?;
                let given = self.passed_on(step, &[("modifiers", "modifiers"), ("position", "position"), ("force", "force")]);
                let target = self.target(step, "target")?;
                one(format!("await {target}.hover({});", options(given)))
            }
            "drag" => {
                self.only(step, &["from", "to", "from_position", "to_position", "steps"])?;
                let given = self.passed_on(step, &[("from_position", "sourcePosition"), ("to_position", "targetPosition"), ("steps", "steps")]);
                let (from, to) = (self.target(step, "from")?, self.target(step, "to")?);
                one(format!("await {from}.dragTo({to}{});", after(options(given))))
            }
            "scroll" => self.scroll(step),
            "fill" | "clear" | "check" | "uncheck" | "focus" | "blur" => {
                self.only(step, &["target", "value"])?;
                let target = self.target(step, "target")?;
                let options = options(vec![]);
                one(match kind {
                    "fill" => format!("await {target}.fill({}{});", self.filled(step, "value"), after(options)),
                    _ => format!("await {target}.{kind}({options});"),
                })
            }
            "type" => {
                self.only(step, &["target", "text", "delay"])?;
                let given = self.passed_on(step, &[("delay", "delay")]);
                let typed = self.filled(step, "text");
                one(match step.get("target") {
                    Some(_) => format!("await {}.pressSequentially({typed}{});", self.target(step, "target")?, after(options(given))),
                    None => format!("await page.keyboard.type({typed}{});", after(if given.is_empty() { String::new() } else { format!("{{ {} }}", given.join(", ")) })),
                })
            }
            "press" => {
                self.only(step, &["target", "keys", "repeat"])?;
                let keys = self.filled(step, "keys");
                let press = match step.get("target") {
                    Some(_) => format!("await {}.press({keys}{});", self.target(step, "target")?, after(options(vec![]))),
                    None => format!("await page.keyboard.press({keys});"),
                };
                one(match step.get("repeat").and_then(Value::as_u64) {
                    Some(n) if n > 1 => format!("for (let n = 0; n < {n}; n++) {press}"),
                    _ => press,
                })
            }
            "select" => {
                self.only(step, &["target", "value"])?;
                let value = values::any(step.get("value").unwrap_or(&Value::Null), &self.vars);
                let target = self.target(step, "target")?;
                one(format!("await {target}.selectOption({value}{});", after(options(vec![]))))
            }
            "upload" => self.upload(step, &after(options(vec![]))),
            "wait_for" => {
                self.only(step, &["target", "state"])?;
                let target = self.target(step, "target")?;
                match text(step, "state") {
                    state @ ("" | "visible" | "hidden" | "attached" | "detached") => {
                        let state = if state.is_empty() { "visible" } else { state };
                        one(format!("await {target}.waitFor({});", options(vec![format!("state: '{state}'")])))
                    }
                    state => {
                        let assertion = super::expectations::state(state, time.as_deref().unwrap_or("timeout: 30_000"))?;
                        one(format!("await expect({target}){assertion};"))
                    }
                }
            }
            "wait_url" => {
                self.only(step, &["url"])?;
                let url = self.url(step.get("url").unwrap_or(&Value::Null));
                one(format!("await page.waitForURL({url}{});", after(options(vec![]))))
            }
            "sleep" => {
                self.only(step, &["ms"])?;
                one(format!("await page.waitForTimeout({});", step.get("ms").unwrap_or(&Value::Null)))
            }
            "handle_dialog" => self.dialog(step),
            "extract" => self.extract(step),
            "set" => {
                self.only(step, &["var", "value"])?;
                let value = values::any(step.get("value").unwrap_or(&Value::Null), &self.vars);
                one(format!("{} = {value};", values::path(text(step, "var"), &self.vars)))
            }
            "evaluate" => self.evaluate(step),
            "screenshot" => {
                self.only(step, &["target", "full_page", "name", "mask"])?;
                let name = match text(step, "name") {
                    "" => "'screenshot.png'".to_owned(),
                    name => values::filled(&format!("{name}.png"), &self.vars),
                };
                let mut given = vec![format!("path: test.info().outputPath({name})")];
                given.extend(self.passed_on(step, &[("full_page", "fullPage")]));
                if let Some(Value::Array(masks)) = step.get("mask") {
                    let masks = masks.iter().map(|mask| self.locator(mask)).collect::<Result<Vec<_>, _>>()?;
                    given.push(format!("mask: [{}]", masks.join(", ")));
                }
                let of = if step.contains_key("target") { self.target(step, "target")? } else { "page".into() };
                one(format!("await {of}.screenshot({});", options(given)))
            }
            "log" => {
                self.only(step, &["text"])?;
                one(format!("console.log({});", self.filled(step, "text")))
            }
            "comment" => one(format!("// {}", super::writer::one_line(text(step, "text")))),
            "annotate" | "record_metric" => {
                self.only(step, &["name", "text", "value", "unit"])?;
                let (name, value) = if kind == "annotate" {
                    (step.get("name").map_or_else(|| "'note'".into(), |_| self.filled(step, "name")), self.filled(step, "text"))
                } else {
                    let value = values::any(step.get("value").unwrap_or(&Value::Null), &self.vars);
                    (self.filled(step, "name"), format!("String({value})"))
                };
                one(format!("test.info().annotations.push({{ type: {name}, description: {value} }});"))
            }
            _ => Err("Playwright's test has no such step, or we do not know it".into()),
        }
    }

    /// Fields that both sides have, under their names there.
    fn passed_on(&self, step: &Map<String, Value>, names: &[(&str, &str)]) -> Vec<String> {
        let given = names.iter().filter_map(|(ours, theirs)| Some((step.get(*ours)?, theirs)));
        given
            .filter(|(value, theirs)| !(**value == Value::Bool(false) || (**theirs == "button" && *value == "left") || (**theirs == "clickCount" && **value == 1)))
            .map(|(value, theirs)| format!("{theirs}: {}", values::any(value, &self.vars)))
            .collect()
    }

    fn tabs(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        self.only(step, &["url", "tab"])?;
        match kind {
            "new_tab" => {
                let url = step.get("url").and_then(Value::as_str).map(str::to_owned);
                let mut lines = Vec::new();
                if let Some(url) = url {
                    let url = self.address(&url);
                    lines.push(format!("const next = {url};"));
                    lines.push("page = await context.newPage();".into());
                    lines.push("await page.goto(next);".into());
                    lines.insert(0, "{".into());
                    lines.push("}".into());
                } else {
                    lines.push("page = await context.newPage();".into());
                }
                Ok(lines)
            }
            "close_tab" => Ok(vec![format!("page = await {}(page);", self.needs("closed"))]),
            _ => {
                let which = match step.get("tab") {
                    Some(Value::Number(n)) => format!("(_, index) => index === {n}"),
                    Some(Value::String(word)) if word == "latest" => {
                        "(one, index, all) => index === all.length - 1 && one !== page".to_owned()
                    }
                    Some(Value::Object(by)) if by.contains_key("url") => {
                        format!("one => {}.test(one.url())", self.url(&by["url"]))
                    }
                    Some(Value::Object(by)) if by.contains_key("title") => {
                        let title = self.matcher(&by["title"], true);
                        let is_regex = title.starts_with("new RegExp");
                        if is_regex {
                            format!("async one => {title}.test(await one.title())")
                        } else {
                            format!("async one => await one.title() === {title}")
                        }
                    }
                    _ => return Err("a tab that is known only at run time".into()),
                };
                Ok(vec![format!("page = await {}(page, {which});", self.needs("tab"))])
            }
        }
    }

    fn scroll(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "direction", "amount", "to"])?;
        let target = if step.contains_key("target") { Some(self.target(step, "target")?) } else { None };
        if let Some(edge) = step.get("to") {
            let target = target.unwrap_or_else(|| "page.locator('html')".into());
            return Ok(vec![format!("await {}({target}, {});", self.needs("scrolled"), values::any(edge, &self.vars))]);
        }
        let Some(direction) = step.get("direction").and_then(Value::as_str) else {
            return Ok(vec![format!("await {}.scrollIntoViewIfNeeded();", target.unwrap_or_default())]);
        };
        let amount = step.get("amount").map_or_else(|| "600".to_owned(), |amount| values::any(amount, &self.vars));
        let (x, y) = match direction {
            "up" => ("0".into(), format!("-{amount}")),
            "left" => (format!("-{amount}"), "0".into()),
            "right" => (amount, "0".into()),
            _ => ("0".into(), amount),
        };
        let mut lines = Vec::new();
        lines.extend(target.map(|target| format!("await {target}.hover();")));
        lines.push(format!("await page.mouse.wheel({x}, {y});"));
        Ok(lines)
    }

    fn upload(&mut self, step: &Map<String, Value>, options: &str) -> Said {
        self.only(step, &["target", "files"])?;
        let mut files = Vec::new();
        for file in step.get("files").and_then(Value::as_array).into_iter().flatten() {
            let part = |name: &str| file.get(name).and_then(Value::as_str);
            let contents = match (part("text"), part("base64")) {
                (Some(text), _) => format!("Buffer.from({})", values::filled(text, &self.vars)),
                (None, Some(base64)) => format!("Buffer.from({}, 'base64')", values::filled(base64, &self.vars)),
                (None, None) => return Err("a file that only the worker has".into()),
            };
            let name = part("name").unwrap_or("file");
            let media_type = part("media_type").unwrap_or("application/octet-stream");
            files.push(format!("{{ name: {}, mimeType: {}, buffer: {contents} }}", values::filled(name, &self.vars), values::text(media_type)));
        }
        let target = self.target(step, "target")?;
        Ok(vec![format!("await {target}.setInputFiles([{}]{options});", files.join(", "))])
    }

    fn dialog(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["action", "text", "message"])?;
        let answer = match (text(step, "action"), step.get("text")) {
            ("accept", Some(_)) => format!("accept({})", self.filled(step, "text")),
            ("accept", None) => "accept()".into(),
            _ => "dismiss()".into(),
        };
        let Some(message) = step.get("message") else {
            return Ok(vec![format!("context.once('dialog', dialog => dialog.{answer});")]);
        };
        let message = self.matcher(message, true);
        let check = if message.starts_with("new RegExp") { "toMatch" } else { "toBe" };
        Ok(vec![
            "context.once('dialog', async dialog => {".into(),
            format!("  await dialog.{answer};"),
            format!("  expect.soft(dialog.message()).{check}({message});"),
            "});".into(),
        ])
    }

    fn extract(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "what", "name", "matches", "var"])?;
        let target = self.target(step, "target")?;
        let var = values::path(text(step, "var"), &self.vars);
        let get = match text(step, "what") {
            "" | "text" => "innerText()".to_owned(),
            "value" => "inputValue()".into(),
            "attribute" => format!("getAttribute({})", self.filled(step, "name")),
            "html" => return Ok(vec![format!("{var} = await {target}.innerHTML();")]),
            "count" => return Ok(vec![format!("{var} = await {target}.count();")]),
            "list" => return Ok(vec![format!("{var} = (await {target}.allInnerTexts()).map(text => text.replace(/\\s+/g, ' ').trim());")]),
            other => return Err(format!("`what: {other}`")),
        };
        let matches = step.get("matches").and_then(Value::as_str).map(|pattern| format!(", {}", values::regex(pattern, "", &self.vars)));
        Ok(vec![format!("{var} = await {}(() => {target}.{get}{});", self.needs("read"), matches.unwrap_or_default())])
    }

    fn evaluate(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["js", "args", "var", "target"])?;
        let args = step.get("args").map_or_else(|| "undefined".into(), |args| values::any(args, &self.vars));
        let set = match text(step, "var") {
            "" => String::new(),
            var => format!("{} = ", values::path(var, &self.vars)),
        };
        let (of, params) = match step.get("target") {
            Some(_) => (self.target(step, "target")?, "(el: any, args: any)"),
            None => ("page".to_owned(), "(args: any)"),
        };
        let mut lines = vec![format!("{set}await {of}.evaluate(async {params} => {{")];
        lines.extend(text(step, "js").trim_end().lines().map(|line| format!("  {line}")));
        lines.push(format!("}}, {args});"));
        Ok(lines)
    }
}

/// A text of a step; empty when there is none.
pub(super) fn text<'a>(step: &'a Map<String, Value>, name: &str) -> &'a str {
    step.get(name).and_then(Value::as_str).unwrap_or_default()
}
