//! Steps that hold steps, and those that leave them.

use serde_json::{Map, Value};

use super::{gap::Gap, named, steps::text, values, writer::Writer};

/// Flows within flows that are written out, at most.
const MAX_DEPTH: usize = 8;

impl Writer<'_> {
    /// Writes a step that holds steps or leaves them; false for any other.
    pub(super) fn structure(&mut self, step: &Map<String, Value>, kind: &str, path: &str) -> bool {
        let fields: &[&str] = match kind {
            "group" => &["name", "steps"],
            "run_flow" => &["flow", "params", "returns", "var"],
            "if" => &["condition", "then", "else", "else_if"],
            "for_each" => &["items", "as", "index", "steps"],
            "times" => &["n", "as", "steps"],
            "while" | "until" => &["condition", "max", "every_ms", "steps"],
            "repeat_until_passes" => &["steps", "max", "every_ms"],
            "retry" => &["steps", "max", "backoff_ms"],
            "try" => &["steps", "catch", "finally", "as"],
            "switch" => &["value", "cases", "default"],
            "on_overlay" => &["target", "do", "times"],
            "download" => &["steps", "name", "save_as", "var"],
            "break" | "continue" => &[],
            "skip" | "fail" => &["reason", "code"],
            "done" => &["result"],
            _ => return false,
        };
        let said = self.only(step, fields).and_then(|()| self.structured(step, kind, path));
        if let Err(gap) = said {
            self.leave_out(path, kind, gap);
        }
        true
    }

    fn structured(&mut self, step: &Map<String, Value>, kind: &str, path: &str) -> Result<(), Gap> {
        let list = |name: &str| step.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let number = |name: &str, usual: u64| step.get(name).and_then(Value::as_u64).unwrap_or(usual);
        let steps = list("steps");
        let inner = format!("{path}.steps");
        match kind {
            "group" => self.group(step, &steps, path),
            "run_flow" => self.run_flow(step)?,
            "if" => self.branches(step, path)?,
            "for_each" | "times" => {
                let items = self.any(step, if kind == "times" { "n" } else { "items" });
                let head = format!("for (const [at, item] of {}({items}).entries()) {{", self.needs("rounds"));
                self.counted(&head, step, &steps, path);
            }
            "while" | "until" => {
                let condition = self.condition(step.get("condition").unwrap_or(&Value::Null));
                let condition = condition.map_err(|gap| gap.within("condition"))?;
                let goes_on = if kind == "while" { condition } else { format!("!({condition})") };
                let most = number("max", 100);
                self.loop_of(&format!("for (let round = 0; {goes_on}; round++) {{"), |writer| {
                    writer.line(format!("if (round >= {most}) throw new Error('not over after {most} rounds');"));
                    writer.steps(&steps, &inner);
                    if let Some(ms) = step.get("every_ms") {
                        writer.line(format!("await page.waitForTimeout({ms});"));
                    }
                });
            }
            "repeat_until_passes" => {
                let (time, every) = (Self::patience(step, 30_000), number("every_ms", 500));
                let tail = format!("}}).toPass({{ timeout: {time}, intervals: [{every}] }});");
                self.closure("await expect(async () => {", &tail, |writer| writer.steps(&steps, &inner));
            }
            "retry" => {
                let (again, max, backoff) = (self.needs("again"), number("max", 1), number("backoff_ms", 0));
                self.closure(format!("await {again}({max}, {backoff}, async () => {{"), "});", |writer| {
                    writer.steps(&steps, &inner);
                });
            }
            "try" => self.try_catch(step, path),
            "switch" => self.switch(step, path)?,
            "on_overlay" => {
                let target = self.target(step, "target")?;
                let times = step.get("times").map(|times| format!(", {{ times: {times} }}")).unwrap_or_default();
                self.closure(
                    format!("await page.addLocatorHandler({target}, async () => {{"),
                    &format!("}}{times});"),
                    |writer| {
                        writer.steps(&list("do"), &format!("{path}.do"));
                    },
                );
            }
            "download" => self.download(step, path)?,
            "break" | "continue" | "done" if self.closed => {
                return Err(
                    "it would have to leave a function here, which Playwright's words for what is around it need"
                        .into(),
                );
            }
            "break" | "continue" => self.line(format!("{kind};")),
            "skip" => {
                let reason = self.filled(step, "reason");
                self.line(format!("test.skip(true, {reason});"));
            }
            "fail" => {
                let reason = self.filled(step, "reason");
                self.line(format!("throw new Error({reason});"));
            }
            _ => {
                let result =
                    if step.contains_key("result") { format!(" {}", self.any(step, "result")) } else { String::new() };
                self.line(format!("return{result};"));
            }
        }
        Ok(())
    }

    /// A loop's own lines are inside no function, whatever is around the loop.
    fn loop_of(&mut self, head: &str, inner: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.closed, false);
        self.block(head, "}", inner);
        self.closed = before;
    }

    fn counted(&mut self, head: &str, step: &Map<String, Value>, steps: &[Value], path: &str) {
        self.loop_of(head, |writer| {
            if let Some(var) = step.get("as").and_then(Value::as_str) {
                writer.line(format!("{} = item;", values::path(var, &writer.vars)));
            }
            if let Some(var) = step.get("index").and_then(Value::as_str) {
                writer.line(format!("{} = at;", values::path(var, &writer.vars)));
            }
            writer.steps(steps, &format!("{path}.steps"));
        });
    }

    fn group(&mut self, step: &Map<String, Value>, steps: &[Value], path: &str) {
        let name = match text(step, "name") {
            "" => "steps",
            name => name,
        };
        let inner = format!("{path}.steps");
        // a function cannot be left by `break`, `continue` or `return`
        if leaves(steps) {
            self.line(format!("// {}", super::writer::one_line(name)));
            self.block("{", "}", |writer| writer.steps(steps, &inner));
        } else {
            let head = format!("await test.step({}, async () => {{", values::filled(name, &self.vars));
            self.closure(head, "});", |writer| writer.steps(steps, &inner));
        }
    }

    fn run_flow(&mut self, step: &Map<String, Value>) -> Result<(), Gap> {
        let name = text(step, "flow").to_owned();
        let found = named(&name, &self.origin.0.name, self.files);
        let (file, index, flow) = found.ok_or_else(|| format!("the flow `{name}` is in none of the files"))?;
        if self.depth >= MAX_DEPTH {
            return Err(format!("flows within flows are written out {MAX_DEPTH} levels deep").into());
        }
        let given = step.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
        let (outer, inner) = (self.vars.clone(), format!("v{}", self.depth + 1));
        let result = self.assigns(step);
        let before = std::mem::replace(&mut self.origin, (file, index));
        let closed = std::mem::replace(&mut self.closed, false);
        self.block("{", "}", |writer| {
            writer.depth += 1;
            writer.variables(flow, &given, false);
            let head =
                format!("{result}await test.step({}, async () => {{", values::text(&format!("run {}", flow.name)));
            writer.block(head, "});", |writer| writer.document(flow, ""));
            writer.vars.clone_from(&outer);
            writer.depth -= 1;
            let back = match step.get("returns").and_then(Value::as_array) {
                Some(names) => {
                    let names = names.iter().filter_map(Value::as_str);
                    let pairs: Vec<_> =
                        names.map(|name| format!("{}: {}", values::name(name), values::path(name, &inner))).collect();
                    format!("{{ {} }}", pairs.join(", "))
                }
                None => {
                    let params: Vec<String> =
                        flow.params.keys().chain(given.keys()).map(|name| values::text(name)).collect();
                    format!("{}({inner}, [{}])", writer.needs("handedBack"), params.join(", "))
                }
            };
            writer.line(format!("Object.assign({outer}, {back});"));
        });
        self.closed = closed;
        self.origin = before;
        Ok(())
    }

    fn branches(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), Gap> {
        let condition = self.condition(step.get("condition").unwrap_or(&Value::Null));
        let condition = condition.map_err(|gap| gap.within("condition"))?;
        let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let all = Value::Object(step.clone());
        let mut heads = vec![(format!("if ({condition}) {{"), list(&all, "then"), format!("{path}.then"))];
        for (index, branch) in list(&all, "else_if").iter().enumerate() {
            let condition = self.condition(branch.get("condition").unwrap_or(&Value::Null));
            let condition = condition.map_err(|gap| gap.within(&format!("else_if[{index}].condition")))?;
            heads.push((
                format!("}} else if ({condition}) {{"),
                list(branch, "then"),
                format!("{path}.else_if[{index}].then"),
            ));
        }
        let otherwise = list(&all, "else");
        if !otherwise.is_empty() {
            heads.push(("} else {".into(), otherwise, format!("{path}.else")));
        }
        for (head, steps, path) in heads {
            self.open(&head, |writer| writer.steps(&steps, &path));
        }
        self.line("}");
        Ok(())
    }

    fn try_catch(&mut self, step: &Map<String, Value>, path: &str) {
        let list = |name: &str| step.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let (catches, finally) = (step.contains_key("catch"), step.contains_key("finally"));
        self.open("try {", |writer| writer.steps(&list("steps"), &format!("{path}.steps")));
        if catches {
            self.open("} catch (error) {", |writer| {
                let var = step.get("as").and_then(Value::as_str).unwrap_or("error");
                writer.line(format!("{} = {{ message: String(error) }};", values::path(var, &writer.vars)));
                writer.steps(&list("catch"), &format!("{path}.catch"));
            });
        }
        if finally {
            self.open("} finally {", |writer| writer.steps(&list("finally"), &format!("{path}.finally")));
        }
        self.line("}");
    }

    fn switch(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), Gap> {
        let cases = step.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
        let value = values::any(step.get("value").unwrap_or(&Value::Null), &self.vars);
        let like = self.needs("like");
        let mut heads = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let test = match (case.get("equals"), case.get("in"), case.get("matches").and_then(Value::as_str)) {
                (Some(wanted), _, _) => format!("{like}({value}) === {like}({})", values::any(wanted, &self.vars)),
                (_, Some(list), _) => {
                    format!("({like}({}) as any[]).includes({like}({value}))", values::any(list, &self.vars))
                }
                (_, _, Some(pattern)) => format!("{}.test(String({value}))", values::regex(pattern, "", &self.vars)),
                _ => return Err("a case by `contains` has no counterpart here".into()),
            };
            let head = if index == 0 { format!("if ({test}) {{") } else { format!("}} else if ({test}) {{") };
            let steps = case.get("steps").and_then(Value::as_array).cloned().unwrap_or_default();
            heads.push((head, steps, format!("{path}.cases[{index}].steps")));
        }
        if let Some(Value::Array(steps)) = step.get("default") {
            heads.push(("} else {".into(), steps.clone(), format!("{path}.default")));
        }
        for (head, steps, path) in heads {
            self.open(&head, |writer| writer.steps(&steps, &path));
        }
        self.line("}");
        Ok(())
    }
}

/// Whether `break`, `continue` or `done` stands among the steps, at any depth.
fn leaves(steps: &[Value]) -> bool {
    let mut found = false;
    visit(steps, &mut |step| {
        found |= matches!(step.get("type").and_then(Value::as_str), Some("break" | "continue" | "done"))
    });
    found
}

fn visit(steps: &[Value], see: &mut dyn FnMut(&Map<String, Value>)) {
    for step in steps.iter().filter_map(Value::as_object) {
        see(step);
        for inner in step.values() {
            match inner {
                Value::Array(items) => visit(items, see),
                Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
}
