//! Assertions and conditions.

use serde_json::{Map, Value};

use super::{steps::text, values, writer::Writer};

const OF_TARGET: [&str; 9] = ["target", "to", "text", "value", "attribute", "class", "css", "count", "not"];
const OF_VARIABLE: [&str; 10] = ["var", "equals", "contains", "matches", "in", "gt", "gte", "lt", "lte", "not"];

impl Writer<'_> {
    pub(super) fn expectation(&mut self, step: &Map<String, Value>) -> Result<Vec<String>, String> {
        let time = step.get("timeout_ms").map(|ms| format!("timeout: {ms}")).unwrap_or_default();
        let expect = if step.get("soft") == Some(&Value::Bool(true)) { "expect.soft" } else { "expect" };
        let message = match text(step, "label") {
            "" => String::new(),
            label => format!(", {}", values::filled(label, &self.vars)),
        };
        self.asserted(step, expect, &message, &time)
    }

    /// A condition as an expression of type boolean.
    pub(super) fn condition(&mut self, condition: &Value) -> Result<String, String> {
        let Value::Object(condition) = condition else { return Err("a condition known only at run time".into()) };
        let lines = self.asserted(condition, "expect", "", "timeout: 250")?;
        let body = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        Ok(format!("await {}(async () => {{ {body} }})", self.needs("holds")))
    }

    fn asserted(&mut self, step: &Map<String, Value>, expect: &str, message: &str, time: &str) -> Result<Vec<String>, String> {
        let not = if step.get("not") == Some(&Value::Bool(true)) { ".not" } else { "" };
        let second = if time.is_empty() { String::new() } else { format!(", {{ {time} }}") };
        if step.contains_key("var") {
            self.only(step, &OF_VARIABLE)?;
            return self.variable(step, expect, message, not);
        }
        if let Some(url) = step.get("url") {
            self.only(step, &["url", "not"])?;
            let url = self.url(url);
            return Ok(vec![format!("await {expect}(page{message}){not}.toHaveURL({url}{second});")]);
        }
        if let Some(title) = step.get("title") {
            self.only(step, &["title", "not"])?;
            let title = self.matcher(title, true);
            return Ok(vec![format!("await {expect}(page{message}){not}.toHaveTitle({title}{second});")]);
        }
        self.only(step, &OF_TARGET)?;
        let target = step.get("target").ok_or("what it is about")?;
        let target = self.locator(target)?;
        let mut lines = Vec::new();
        let mut say = |assertion: String| lines.push(format!("await {expect}({target}{message}){not}{assertion};"));
        if let Some(to) = step.get("to").and_then(Value::as_str) {
            say(state(to, time)?);
        }
        for (field, assertion) in [("text", "toHaveText"), ("value", "toHaveValue"), ("class", "toHaveClass")] {
            let Some(matcher) = step.get(field) else { continue };
            if let (Some(part), "text") = (matcher.get("contains").and_then(Value::as_str), field) {
                say(format!(".toContainText({}{second})", values::filled(part, &self.vars)));
            } else {
                say(format!(".{assertion}({}{second})", self.matcher(matcher, true)));
            }
        }
        if let Some(attribute) = step.get("attribute") {
            let name = values::filled(attribute.get("name").and_then(Value::as_str).unwrap_or_default(), &self.vars);
            let matcher = self.matcher(attribute, true);
            say(format!(".toHaveAttribute({name}, {matcher}{second})"));
        }
        if let Some(css) = step.get("css") {
            let part = |name: &str| values::filled(css.get(name).and_then(Value::as_str).unwrap_or_default(), &self.vars);
            if css.as_object().is_some_and(|css| css.keys().any(|key| key != "name" && key != "equals")) {
                return Err("its `css`".into());
            }
            say(format!(".toHaveCSS({}, {}{second})", part("name"), part("equals")));
        }
        match step.get("count") {
            Some(Value::Object(bounds)) => {
                for (bound, assertion) in [("min", "toBeGreaterThanOrEqual"), ("max", "toBeLessThanOrEqual")] {
                    if let Some(n) = bounds.get(bound) {
                        let time = if time.is_empty() { "timeout: 10_000" } else { time };
                        lines.push(format!("await {expect}.poll(() => {target}.count(), {{ {time} }}){not}.{assertion}({n});"));
                    }
                }
            }
            Some(count) => lines.push(format!("await {expect}({target}{message}){not}.toHaveCount({}{second});", values::any(count, &self.vars))),
            None => {}
        }
        if lines.is_empty() {
            return Err("it asserts nothing that Playwright has".into());
        }
        Ok(lines)
    }

    fn variable(&mut self, step: &Map<String, Value>, expect: &str, message: &str, not: &str) -> Result<Vec<String>, String> {
        let var = values::path(text(step, "var"), &self.vars);
        let mut lines = Vec::new();
        let mut say = |subject: String, assertion: String| lines.push(format!("{expect}({subject}{message}){not}.{assertion};"));
        let like = self.needs("like");
        if let Some(value) = step.get("equals") {
            say(format!("{like}({var})"), format!("toEqual({like}({}))", values::any(value, &self.vars)));
        }
        if let Some(value) = step.get("contains") {
            say(format!("{like}({var}) as any"), format!("toContain({like}({}))", values::any(value, &self.vars)));
        }
        if let Some(pattern) = step.get("matches").and_then(Value::as_str) {
            say(format!("String({var})"), format!("toMatch({})", values::regex(pattern, "", &self.vars)));
        }
        if let Some(list) = step.get("in") {
            say(format!("{like}({}) as any", values::any(list, &self.vars)), format!("toContainEqual({like}({var}))"));
        }
        for (field, assertion) in
            [("gt", "toBeGreaterThan"), ("gte", "toBeGreaterThanOrEqual"), ("lt", "toBeLessThan"), ("lte", "toBeLessThanOrEqual")]
        {
            if let Some(value) = step.get(field) {
                say(format!("Number({var})"), format!("{assertion}(Number({}))", values::any(value, &self.vars)));
            }
        }
        Ok(lines)
    }

    /// A URL matcher as a regular expression.
    pub(super) fn url(&mut self, matcher: &Value) -> String {
        match matcher {
            Value::String(glob) => {
                self.needs("globbed");
                values::glob(glob, &self.vars)
            }
            matcher if matcher.get("equals").is_some() => {
                self.needs("quoted");
                let whole = matcher.get("equals").and_then(Value::as_str).unwrap_or_default();
                values::literal_regex(whole, true, &self.vars)
            }
            matcher => self.matcher(matcher, true),
        }
    }
}

/// The assertion of a state.
pub(super) fn state(state: &str, time: &str) -> Result<String, String> {
    let call = match state {
        "visible" => "toBeVisible",
        "hidden" => "toBeHidden",
        "attached" => "toBeAttached",
        "detached" => "not.toBeAttached",
        "enabled" => "toBeEnabled",
        "disabled" => "toBeDisabled",
        "editable" => "toBeEditable",
        "checked" => "toBeChecked",
        "unchecked" => "not.toBeChecked",
        "focused" => "toBeFocused",
        "empty" => "toBeEmpty",
        "in_viewport" => "toBeInViewport",
        other => return Err(format!("the state `{other}`")),
    };
    Ok(if time.is_empty() { format!(".{call}()") } else { format!(".{call}({{ {time} }})") })
}
