//! The text of one test file while it grows: lines, the little functions that it needs, what was left out.

use std::collections::{BTreeMap, BTreeSet};

use flowtilla_shared::domain::flow::{self, Flow, rows};
use serde_json::{Map, Value};

use super::{Exported, Missing, gap::Gap, prelude, values};
use crate::command::{flow::source::FlowFile, run::data};

/// A test file that grows.
pub(super) struct Writer<'a> {
    /// The files whose flows may be run by others.
    pub files: &'a [FlowFile],
    /// The flow that is being written: its file, and its place in it.
    pub origin: (&'a FlowFile, usize),
    lines: Vec<String>,
    indent: usize,
    needs: BTreeSet<&'static str>,
    /// What the present test declares at its beginning.
    declared: BTreeMap<&'static str, &'static str>,
    missing: Vec<Missing<'a>>,
    titles: BTreeSet<String>,
    /// Name of the object that holds the variables.
    pub vars: String,
    pub depth: usize,
    /// Whether a closure is around the present lines, out of which `break`, `continue` and `return` cannot go.
    pub closed: bool,
}

impl<'a> Writer<'a> {
    pub fn new(file: &'a FlowFile, files: &'a [FlowFile]) -> Self {
        Self {
            files,
            origin: (file, 0),
            lines: Vec::new(),
            indent: 0,
            needs: BTreeSet::new(),
            declared: BTreeMap::new(),
            missing: Vec::new(),
            titles: BTreeSet::new(),
            vars: "v".into(),
            depth: 0,
            closed: false,
        }
    }

    pub fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        self.lines.push(if text.is_empty() { String::new() } else { format!("{}{text}", "  ".repeat(self.indent)) });
    }

    /// Lines between a head and a tail, one level further in.
    pub fn block(&mut self, head: impl AsRef<str>, tail: &str, inner: impl FnOnce(&mut Self)) {
        self.open(head, inner);
        self.line(tail);
    }

    /// As [`Writer::block`] without a tail: another head follows.
    pub fn open(&mut self, head: impl AsRef<str>, inner: impl FnOnce(&mut Self)) {
        self.line(head);
        self.indent += 1;
        inner(self);
        self.indent -= 1;
    }

    /// As [`Writer::block`], with a function around the lines.
    pub fn closure(&mut self, head: impl AsRef<str>, tail: &str, inner: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.closed, true);
        self.block(head, tail, inner);
        self.closed = before;
    }

    /// Names one of the functions of the prelude.
    pub fn needs(&mut self, function: &'static str) -> &'static str {
        self.needs.insert(function);
        function
    }

    /// Something that the present test has from its beginning on.
    pub fn declares(&mut self, name: &'static str) -> &'static str {
        let line = match name {
            "tabs" => "const tabs: Record<string, Page> = {};",
            "dialogs" => "const dialogs = answering(context);",
            _ => "const traffic = watched(context);",
        };
        self.declared.insert(name, line);
        self.needs.insert(match name {
            "dialogs" => "answering",
            "traffic" => "watched",
            _ => return name,
        });
        name
    }

    /// Something has no word in Playwright: a comment in its place, a message, and a test that is not run.
    pub fn leave_out(&mut self, path: &str, kind: &str, gap: Gap) {
        let (file, index) = self.origin;
        let missing = Missing::new(file, index, &format!("{path}{}", gap.at), &format!("`{kind}`: {}", gap.what));
        self.line(format!("// NOT EXPORTED {}", one_line(&missing.to_string())));
        self.missing.push(missing);
    }

    /// Writes the flow at this place of the file as a test, or as one for each row of its data.
    pub fn test(&mut self, flow: &'a Flow, index: usize) {
        self.origin.1 = index;
        self.line("");
        let uses = self.uses(flow);
        if uses.is_empty() {
            return self.rows(flow);
        }
        self.block("test.describe(() => {", "});", |writer| {
            for line in uses {
                writer.line(line);
            }
            writer.rows(flow);
        });
    }

    fn rows(&mut self, flow: &'a Flow) {
        let rows = match &flow.data {
            None => None,
            Some(Value::String(name)) => {
                let beside = std::path::Path::new(&self.origin.0.name).parent().unwrap_or("".as_ref()).join(name);
                match data::rows(&beside) {
                    Ok(Value::Array(rows)) => Some(rows),
                    Ok(_) => None,
                    Err(why) => {
                        self.leave_out("data", "data", why.into());
                        None
                    }
                }
            }
            Some(Value::Array(rows)) => Some(rows.clone()),
            Some(_) => None,
        };
        let Some(rows) = rows else {
            let title = values::text(&self.title(&flow.name));
            return self.one(flow, &title, false);
        };
        self.line("for (const [name, row] of [");
        for row in rows.iter().filter_map(Value::as_object) {
            let title = self.title(&format!("{} [{}]", flow.name, rows::row_name(flow, row)));
            let row = values::any(&Value::Object(row.clone()), "{}");
            self.line(format!("  [{}, {row}],", values::text(&title)));
        }
        self.block("] as [string, Record<string, any>][]) {", "}", |writer| writer.one(flow, "name", true));
    }

    /// Two tests of a file must not have the same title.
    fn title(&mut self, wanted: &str) -> String {
        let (mut title, mut n) = (wanted.to_owned(), 1);
        while !self.titles.insert(title.clone()) {
            n += 1;
            title = format!("{wanted} ({n})");
        }
        title
    }

    fn one(&mut self, flow: &'a Flow, title: &str, row: bool) {
        let tags: Vec<String> =
            flow.tags.iter().map(|tag| values::text(&format!("@{}", tag.replace(' ', "-")))).collect();
        let details = if tags.is_empty() { String::new() } else { format!("{{ tag: [{}] }}, ", tags.join(", ")) };
        let (begin, known) = (self.lines.len(), self.missing.len());
        self.block(format!("test({title}, {details}async ({{ page: first, context }}) => {{"), "});", |writer| {
            let time = flow.timeout.map_or(600_000, |seconds| (seconds * 1000.0) as u64);
            writer.line(format!("test.setTimeout({time});"));
            writer.line("let page: Page = first;");
            if let Some(viewport) = &flow.viewport {
                let (width, height) = (viewport.width, viewport.height);
                writer.line(format!("await page.setViewportSize({{ width: {width}, height: {height} }});"));
            }
            writer.emulation_of_test(flow);
            writer.variables(flow, &Map::new(), row);
            writer.document(flow, "");
        });
        let margin = "  ".repeat(self.indent + 1);
        let declared = std::mem::take(&mut self.declared);
        let mut first: Vec<String> = declared.values().map(|line| format!("{margin}{line}")).collect();
        if let Some(missing) = self.missing.get(known) {
            let more = self.missing.len() - known - 1;
            let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            let reason = values::text(&format!("not exported: {}{more}", one_line(&missing.to_string())));
            first.push(format!("{margin}test.fixme(true, {reason});"));
        }
        if self.lines[begin].contains("context") {
            self.lines.splice(begin + 1..begin + 1, first);
        }
        if self.lines[begin..].iter().any(|line| line.contains("(request, ")) {
            self.lines[begin] = self.lines[begin].replace(", context }", ", context, request }");
        }
    }

    /// The object with the variables of a flow; `given` are values for its params.
    pub fn variables(&mut self, flow: &Flow, given: &Map<String, Value>, row: bool) {
        let outer = self.vars.clone();
        let own = if self.depth == 0 { "v".to_owned() } else { format!("v{}", self.depth) };
        let mut entries: Vec<String> = Vec::new();
        for (name, value) in &flow.params {
            let (key, default) = (values::name(name), values::any(value, &own));
            entries.push(match given.get(name) {
                Some(value) => format!("{key}: {}", values::any(value, &outer)),
                None if self.depth == 0 => format!("{key}: {}({}, {default})", self.needs("param"), values::text(name)),
                None => format!("{key}: {default}"),
            });
        }
        for (name, value) in given.iter().filter(|(name, _)| !flow.params.contains_key(*name)) {
            entries.push(format!("{}: {}", values::name(name), values::any(value, &outer)));
        }
        if row {
            entries.push("...row".into());
        }
        let entries = if entries.is_empty() { "{}".into() } else { format!("{{ {} }}", entries.join(", ")) };
        self.line(format!("const {own}: Record<string, any> = {entries};"));
        self.vars = own;
    }

    /// `start_url` and all steps of a flow.
    pub fn document(&mut self, flow: &Flow, prefix: &str) {
        let body = |writer: &mut Self| {
            writer.steps(&flow.setup, &format!("{prefix}setup"));
            if let Some(url) = &flow.start_url {
                let url = writer.address(url);
                writer.line(format!("await page.goto({url});"));
            }
            writer.steps(&flow.steps, &format!("{prefix}steps"));
        };
        if flow.teardown.is_empty() {
            return body(self);
        }
        self.open("try {", body);
        self.block("} finally {", "}", |writer| writer.steps(&flow.teardown, &format!("{prefix}teardown")));
    }

    /// An address to open: as it stands when it is whole, else relative to the page.
    pub fn address(&mut self, url: &str) -> String {
        let expression = values::filled(url, &self.vars);
        if ["http://", "https://", "about:", "data:"].iter().any(|scheme| url.starts_with(scheme)) {
            return expression;
        }
        format!("{}(page, {expression})", self.needs("absolute"))
    }

    /// The file.
    pub fn finish(self) -> Exported<'a> {
        let body = self.lines.join("\n");
        let functions = prelude::functions(&self.needs, &body);
        let name = std::path::Path::new(&self.origin.0.name).file_name().and_then(|name| name.to_str());
        let name = one_line(name.unwrap_or(&self.origin.0.name));
        let scripts = body.contains("(args: any) => {") || body.contains("(el: any, args: any) => {");
        let scripts = if scripts { "// @ts-nocheck: scripts of flows are JavaScript\n" } else { "" };
        let text = format!(
            "// Made by `flowtilla flow export --to playwright` from {name}. Edit the flow, not this file.\n{scripts}{}\n\
             // the times of flows: 10 s for an assertion, 30 s for everything else\n\
             const expect = playwright.configure({{ timeout: 10_000 }});\n\
             test.use({{ actionTimeout: 30_000, navigationTimeout: 30_000 }});\n{functions}{body}\n",
            prelude::imports(&functions, &body)
        );
        Exported { text, missing: self.missing }
    }
}

impl<'a> Missing<'a> {
    fn new(file: &'a FlowFile, index: usize, path: &str, what: &str) -> Self {
        let places = flow::places(&file.text, file.format());
        let (line, column) = places.get(index).map_or((0, 0), |places| place(places, path));
        Self { file, path: path.to_owned(), what: what.to_owned(), line, column }
    }
}

/// Where a path stands, or what is around it.
fn place(places: &BTreeMap<String, (u32, u32)>, path: &str) -> (u32, u32) {
    let mut path = path.to_owned();
    loop {
        if let Some(at) = places.get(&path) {
            return *at;
        }
        match path.rfind(['.', '[']) {
            Some(end) => path.truncate(end),
            None => return places.get("").copied().unwrap_or((1, 1)),
        }
    }
}

/// White space collapsed, so that a comment stays a comment.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
