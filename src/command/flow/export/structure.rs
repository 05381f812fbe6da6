//! Steps that hold steps, and those that leave them.

use serde_json::{Map, Value, json};

use super::{
    named,
    steps::text,
    values,
    writer::{MAX_DEPTH, Writer},
};

impl Writer<'_> {
    /// Writes a step that holds steps or leaves them; false for any other.
    pub(super) fn structure(&mut self, step: &Map<String, Value>, kind: &str, path: &str) -> bool {
        let fields: &[&str] = match kind {
            "group" => &["name", "steps"],
            "run_flow" => &["flow", "params"],
            "if" => &["condition", "then", "else", "else_if"],
            "for_each" => &["items", "as", "index", "steps"],
            "times" => &["n", "as", "steps"],
            "while" | "until" => &["condition", "max", "every_ms", "steps"],
            "repeat_until_passes" => &["steps", "max", "every_ms"],
            "try" => &["steps", "catch", "finally", "as"],
            "switch" => &["value", "cases", "default"],
            "break" | "continue" => &[],
            "skip" | "fail" => &["reason", "code"],
            "done" => &["result"],
            _ => return false,
        };
        let said = match self.only(step, fields) {
            Err(what) => Err(what),
            Ok(()) => self.structured(step, kind, path),
        };
        if let Err(what) = said {
            self.leave_out(path, format!("`{kind}`: {what}"));
        }
        true
    }

    fn structured(&mut self, step: &Map<String, Value>, kind: &str, path: &str) -> Result<(), String> {
        let list = |name: &str| step.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        match kind {
            "group" => self.group(step, &list("steps"), path),
            "run_flow" => self.run_flow(step, path),
            "if" => self.branches(step, path),
            "for_each" => {
                let items = values::any(step.get("items").unwrap_or(&Value::Null), &self.vars);
                let rounds = self.needs("rounds");
                let head = format!("for (const [at, item] of {rounds}({items}).entries()) {{");
                self.counted(&head, step, &list("steps"), path);
                Ok(())
            }
            "times" => {
                let n = values::any(step.get("n").unwrap_or(&json!(0)), &self.vars);
                let head = format!("for (let item = 0; item < Number({n}); item++) {{");
                self.counted(&head, step, &list("steps"), path);
                Ok(())
            }
            "while" | "until" => {
                let condition = self.condition(step.get("condition").unwrap_or(&Value::Null))?;
                let most = step.get("max").and_then(Value::as_u64).unwrap_or(100);
                let goes_on = if kind == "while" { condition } else { format!("!({condition})") };
                self.loop_of(&format!("for (let round = 0; {goes_on}; round++) {{"), |writer| {
                    writer.line(format!("if (round >= {most}) throw new Error('not over after {most} rounds');"));
                    writer.steps(&list("steps"), &format!("{path}.steps"));
                    if let Some(ms) = step.get("every_ms") {
                        writer.line(format!("await page.waitForTimeout({ms});"));
                    }
                });
                Ok(())
            }
            "repeat_until_passes" => {
                let time = step.get("timeout_ms").and_then(Value::as_u64).unwrap_or(30_000);
                let every = step.get("every_ms").and_then(Value::as_u64).unwrap_or(500);
                self.closure("await expect(async () => {", &format!("}}).toPass({{ timeout: {time}, intervals: [{every}] }});"), |writer| {
                    writer.steps(&list("steps"), &format!("{path}.steps"));
                });
                Ok(())
            }
            "try" => {
                self.try_catch(step, path);
                Ok(())
            }
            "switch" => self.switch(step, path),
            "break" | "continue" if self.closed => Err("it stands inside a function here".into()),
            "break" | "continue" => {
                self.line(format!("{kind};"));
                Ok(())
            }
            "skip" => {
                self.line(format!("test.skip(true, {});", values::filled(text(step, "reason"), &self.vars)));
                Ok(())
            }
            "fail" => {
                self.line(format!("throw new Error({});", values::filled(text(step, "reason"), &self.vars)));
                Ok(())
            }
            _ if self.closed || self.depth > 0 => Err("it stands inside a function here".into()),
            _ => {
                self.line("return;");
                Ok(())
            }
        }
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

    fn group(&mut self, step: &Map<String, Value>, steps: &[Value], path: &str) -> Result<(), String> {
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
        Ok(())
    }

    fn run_flow(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), String> {
        let name = text(step, "flow").to_owned();
        let flow = named(&name, self.file, self.others).ok_or_else(|| format!("the flow `{name}` is in none of the files"))?;
        if self.depth >= MAX_DEPTH {
            return Err(format!("flows within flows go {MAX_DEPTH} levels deep"));
        }
        let given = step.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
        let (outer, inner) = (self.vars.clone(), format!("v{}", self.depth + 1));
        let head = format!("await test.step({}, async () => {{", values::text(&format!("run {}", flow.name)));
        self.closure(head, "});", |writer| {
            writer.depth += 1;
            writer.document(flow, &given, &format!("{path}."));
            writer.depth -= 1;
            let set = set_in(&flow.steps);
            if !set.is_empty() {
                let pairs: Vec<String> = set.iter().map(|var| format!("{}: {}", values::name(var), values::path(var, &inner))).collect();
                writer.line(format!("Object.assign({outer}, {{ {} }});", pairs.join(", ")));
            }
        });
        Ok(())
    }

    fn branches(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), String> {
        let condition = self.condition(step.get("condition").unwrap_or(&Value::Null))?;
        let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let all = Value::Object(step.clone());
        let mut heads = vec![(format!("if ({condition}) {{"), list(&all, "then"), format!("{path}.then"))];
        for (index, branch) in list(&all, "else_if").iter().enumerate() {
            let condition = self.condition(branch.get("condition").unwrap_or(&Value::Null))?;
            heads.push((format!("}} else if ({condition}) {{"), list(branch, "then"), format!("{path}.else_if[{index}].then")));
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

    fn switch(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), String> {
        let cases = step.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
        let value = values::any(step.get("value").unwrap_or(&Value::Null), &self.vars);
        let like = self.needs("like");
        let mut heads = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let test = match (case.get("equals"), case.get("in"), case.get("matches").and_then(Value::as_str)) {
                (Some(wanted), _, _) => format!("{like}({value}) === {like}({})", values::any(wanted, &self.vars)),
                (_, Some(list), _) => format!("({like}({}) as any[]).includes({like}({value}))", values::any(list, &self.vars)),
                (_, _, Some(pattern)) => format!("{}.test(String({value}))", values::regex(pattern, "", &self.vars)),
                _ => return Err("a case that is neither `equals`, `in` nor `matches`".into()),
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
    visit(steps, &mut |step| found |= matches!(step.get("type").and_then(Value::as_str), Some("break" | "continue" | "done")));
    found
}

/// The variables that steps set, at any depth.
fn set_in(steps: &[Value]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    visit(steps, &mut |step| {
        if let Some(var) = step.get("var").and_then(Value::as_str)
            && step.get("type") != Some(&json!("expect"))
            && !found.iter().any(|known| known == var)
        {
            found.push(var.to_owned());
        }
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
