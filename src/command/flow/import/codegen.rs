//! What Playwright's codegen prints, line by line.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Imported, document, literal,
    script::{Expr, Link, Statement, expression, leading_text, statements},
};

mod actions;
mod expects;
mod targets;

use actions::{action, dialog, number, options, screenshot};
use targets::{matcher, target};

/// Reads every test of a file; a script without `test(…)` is one flow.
pub fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    let mut before = Body::default();
    tests(text, 1, &mut before, &mut imported);
    if imported.flows.is_empty() {
        let mut body = Body::default();
        for statement in statements(text, 1) {
            match statement.text.starts_with("(async") {
                true => {
                    if let Some((inner, line)) = function_body(&statement) {
                        statements(&inner, line).iter().for_each(|statement| body.statement(statement));
                    }
                }
                false => body.statement(&statement),
            }
        }
        if !body.steps.is_empty() {
            imported.left_out.append(&mut body.left_out);
            imported.flows.push(body.document("imported"));
        }
    }
    imported
}

/// The tests among statements; what `beforeEach` does comes first in each that follows it.
fn tests(text: &str, line: usize, before: &mut Body, imported: &mut Imported) {
    for statement in statements(text, line) {
        let Some(kind) = kind_of(&statement.text) else { continue };
        let Some((inner, line)) = function_body(&statement) else { continue };
        match kind {
            Kind::Describe => tests(&inner, line, &mut before.clone(), imported),
            Kind::Before => statements(&inner, line).iter().for_each(|statement| before.statement(statement)),
            Kind::Test(name) => {
                let mut body = before.clone();
                statements(&inner, line).iter().for_each(|statement| body.statement(statement));
                imported.left_out.append(&mut body.left_out);
                imported.flows.push(body.document(&name));
            }
        }
    }
}

enum Kind {
    Test(String),
    Before,
    Describe,
}

/// The name in `await test.step('…', async () => {`.
fn step_name(text: &str) -> Option<String> {
    let rest = text.strip_prefix("await ").unwrap_or(text).strip_prefix("test.step(")?;
    leading_text(rest)
}

fn kind_of(text: &str) -> Option<Kind> {
    let head = text.split('(').next()?.trim();
    let name = || leading_text(text.split_once('(')?.1);
    match head {
        "test" | "test.only" | "test.skip" | "test.fixme" | "test.slow" | "it" => {
            Some(Kind::Test(name().unwrap_or_default()))
        }
        "test.beforeEach" | "beforeEach" => Some(Kind::Before),
        "test.describe" | "test.describe.serial" | "test.describe.parallel" | "describe" => Some(Kind::Describe),
        _ => None,
    }
}

/// What stands between the braces of the last argument, and the line where it begins.
fn function_body(statement: &Statement) -> Option<(String, usize)> {
    let arrow = statement.text.find("=>")?;
    let open = arrow + statement.text[arrow..].find('{')?;
    let close = statement.text.rfind('}')?;
    let inner = statement.text.get(open + 1..close)?;
    let line = statement.line + statement.text[..=open].matches('\n').count();
    Some((inner.to_owned(), line))
}

/// The steps of one test while they are read.
#[derive(Clone, Default)]
struct Body {
    start_url: Option<String>,
    viewport: Option<Value>,
    steps: Vec<Value>,
    left_out: Vec<(usize, String)>,
    /// Names of pages by the order of their tabs.
    pages: Vec<String>,
    /// The page in front.
    front: usize,
    /// Promises of events by name: `popup`, `download`.
    promises: BTreeMap<String, String>,
}

impl Body {
    fn document(self, name: &str) -> Map<String, Value> {
        let mut document = document(name, self.start_url, self.steps);
        if let Some(viewport) = self.viewport {
            document.insert("viewport".into(), viewport);
        }
        document
    }

    fn statement(&mut self, statement: &Statement) {
        if let Some(name) = step_name(&statement.text)
            && let Some((inner, line)) = function_body(statement)
        {
            let before = std::mem::take(&mut self.steps);
            statements(&inner, line).iter().for_each(|statement| self.statement(statement));
            let steps = std::mem::replace(&mut self.steps, before);
            self.steps.push(json!({ "type": "group", "name": literal(&name), "steps": steps }));
            return;
        }
        if let Err(why) = self.said(&statement.text) {
            let line = statement.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = line.chars().take(160).collect();
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            self.left_out.push((statement.line, format!("{shown}{why}")));
            self.steps.push(json!({ "type": "comment", "text": literal(&format!("not imported: {shown}")) }));
        }
    }

    fn said(&mut self, text: &str) -> Result<(), String> {
        if is_noise(text) {
            return Ok(());
        }
        let (name, rest) = match declared(text) {
            Some((name, rest)) => (Some(name), rest),
            None => (None, text),
        };
        let awaited = rest.strip_prefix("await ");
        let Expr::Chain(root, links) = expression(awaited.unwrap_or(rest).trim()) else {
            return Err(String::new());
        };
        if let Some(name) = name {
            return self.declaration(name, awaited.is_some(), &root, &links);
        }
        if root == "expect" {
            let steps = expects::assertion(&links, |page| self.is_page(page))?;
            self.go_to_page_of(&links);
            self.steps.extend(steps);
            return Ok(());
        }
        if root == "context" || root == "browser" || root == "test" {
            return if links.iter().any(|link| matches!(link.name.as_str(), "close" | "setTimeout")) {
                Ok(())
            } else {
                Err(String::new())
            };
        }
        if !self.is_page(&root) {
            return Err(String::new());
        }
        self.go_to_page(&root);
        self.page_step(&links)
    }

    fn declaration(&mut self, name: &str, awaited: bool, root: &str, links: &[Link]) -> Result<(), String> {
        let call = links.last().map(|link| link.name.as_str()).unwrap_or_default();
        if call == "waitForEvent" && !awaited {
            let event = links.last().and_then(|link| link.args.as_ref()?.first()?.text()).unwrap_or_default();
            self.promises.insert(name.to_owned(), event.to_owned());
            return Ok(());
        }
        if links.is_empty()
            && let Some(event) = self.promises.get(root)
        {
            if event == "download" {
                self.steps.push(json!({ "type": "wait_download" }));
                return Ok(());
            }
            if event != "popup" {
                return Err(format!("a {event} is not waited for here"));
            }
            self.steps.push(json!({ "type": "switch_tab", "tab": "latest" }));
            self.know_page("page");
            self.pages.push(name.to_owned());
            self.front = self.pages.len() - 1;
            return Ok(());
        }
        match call {
            "newPage" => {
                if !self.pages.is_empty() {
                    self.steps.push(json!({ "type": "new_tab" }));
                }
                self.pages.push(name.to_owned());
                self.front = self.pages.len() - 1;
                Ok(())
            }
            "launch" | "newContext" => Ok(()),
            _ => Err(String::new()),
        }
    }

    fn know_page(&mut self, name: &str) {
        if self.pages.is_empty() {
            self.pages.push(name.to_owned());
        }
    }

    fn is_page(&self, name: &str) -> bool {
        name == "page" || self.pages.iter().any(|page| page == name)
    }

    /// The page that an `expect(…)` is about comes to the front.
    fn go_to_page_of(&mut self, links: &[Link]) {
        let about = links.iter().find_map(|link| link.args.as_ref()?.first());
        if let Some(Expr::Chain(root, _)) = about {
            let root = root.clone();
            self.go_to_page(&root);
        }
    }

    fn go_to_page(&mut self, name: &str) {
        self.know_page("page");
        if let Some(at) = self.pages.iter().position(|page| page == name)
            && at != self.front
        {
            self.steps.push(json!({ "type": "switch_tab", "tab": at }));
            self.front = at;
        }
    }

    fn page_step(&mut self, links: &[Link]) -> Result<(), String> {
        let Some((last, way)) = links.split_last() else { return Err(String::new()) };
        let args = last.args.as_deref().ok_or("")?;
        let text = |n: usize| {
            args.get(n).and_then(Expr::text).map(literal).ok_or_else(|| "its argument is no plain text".to_owned())
        };
        let step = match (way.first().map(|link| link.name.as_str()), last.name.as_str()) {
            (None, "goto") => {
                let url = match args.first().and_then(|url| url.wrapped("absolute")) {
                    Some(url) => literal(url),
                    None => text(0)?,
                };
                if self.start_url.is_none() && self.steps.is_empty() && url.contains("://") {
                    self.start_url = Some(url);
                    return Ok(());
                }
                let mut step = json!({ "type": "goto", "url": url });
                options(&mut step, args.get(1), &[("waitUntil", "wait_until"), ("referer", "referer")])?;
                step
            }
            (None, "goBack") => json!({ "type": "back" }),
            (None, "goForward") => json!({ "type": "forward" }),
            (None, "reload") => json!({ "type": "reload" }),
            (None, "close") => {
                self.pages.remove(self.front.min(self.pages.len().saturating_sub(1)));
                if self.pages.is_empty() {
                    return Ok(());
                }
                self.front = self.pages.len() - 1;
                json!({ "type": "close_tab" })
            }
            (None, "pause" | "waitForLoadState" | "bringToFront") => return Ok(()),
            (None, "waitForTimeout") => json!({ "type": "sleep", "ms": number(args.first()).ok_or("no number")? }),
            (None, "waitForURL") => json!({ "type": "wait_url", "url": url_matcher(args.first().ok_or("")?)? }),
            (None, "setViewportSize") => {
                let size = args.first().ok_or("")?;
                let side = |name: &str| number(size.get(name));
                self.viewport = Some(
                    json!({ "width": side("width").ok_or("no width")?, "height": side("height").ok_or("no height")? }),
                );
                return Ok(());
            }
            (None, "once" | "on") if args.first().and_then(Expr::text) == Some("dialog") => dialog(args.get(1)),
            (None, "screenshot") => screenshot(args.first(), None),
            (Some("keyboard"), "press") => json!({ "type": "press", "keys": text(0)? }),
            (Some("keyboard"), "type" | "insertText") => json!({ "type": "type", "text": text(0)? }),
            (None, _) => return Err(String::new()),
            _ => {
                let target = target(way)?;
                action(&last.name, args, target)?
            }
        };
        self.steps.push(step);
        Ok(())
    }
}

/// A pattern for an address; `globbed('…')` is how our own export writes a glob.
fn url_matcher(wanted: &Expr) -> Result<Value, String> {
    match wanted.wrapped("globbed") {
        Some(glob) => Ok(json!(literal(glob))),
        None => matcher(wanted),
    }
}

/// `const name = …`
fn declared(text: &str) -> Option<(&str, &str)> {
    let rest = ["const ", "let ", "var "].iter().find_map(|word| text.strip_prefix(word))?;
    let (name, value) = rest.split_once('=')?;
    Some((name.trim(), value.trim()))
}

/// What says nothing about the site.
fn is_noise(text: &str) -> bool {
    // what our own export puts at the beginning
    let ours = ["let page: Page = first", "const v: Record<string, any> = {}", "const expect = playwright.configure"];
    if ours.iter().any(|start| text.starts_with(start)) {
        return true;
    }
    let starts = [
        "import ",
        "const {",
        "export ",
        "'use strict'",
        "\"use strict\"",
        "test.use(",
        "test.setTimeout(",
        "console.",
        "}",
        "await context.tracing",
    ];
    starts.iter().any(|start| text.starts_with(start)) || text.contains("require(")
}
