//! Targets as Playwright locators.

use serde_json::{Map, Value};

use super::{values, writer::Writer};
use flowtilla_shared::domain::flow::{Target, template};

const ROLE_STATES: [&str; 6] = ["checked", "pressed", "expanded", "selected", "disabled", "level"];
const KNOWN: [&str; 26] = [
    "role", "name", "exact", "level", "checked", "pressed", "expanded", "selected", "disabled", "include_hidden", "text",
    "label", "placeholder", "alt", "title", "testid", "css", "xpath", "within", "has", "has_not", "has_text",
    "has_not_text", "visible", "nth", "frame",
];

impl Writer<'_> {
    /// A locator, or what about the target has no word.
    pub(super) fn locator(&mut self, target: &Value) -> Result<String, String> {
        self.located(target, "page")
    }

    fn located(&mut self, target: &Value, base: &str) -> Result<String, String> {
        let object = match target {
            Value::Object(map) => map.clone(),
            Value::String(text) if template::names(target).is_empty() => {
                let read: Target = serde_json::from_value(Value::String(text.clone())).map_err(|e| e.to_string())?;
                match serde_json::to_value(read) {
                    Ok(Value::Object(map)) => map,
                    _ => return Err("the target cannot be read".into()),
                }
            }
            _ => return Err("a target that is known only at run time".into()),
        };
        if let Some(strange) = object.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(format!("`{strange}` of a target"));
        }
        let mut base = base.to_owned();
        match object.get("frame") {
            Some(Value::Array(frames)) => {
                for frame in frames {
                    base = format!("{}.contentFrame()", self.located(frame, &base)?);
                }
            }
            Some(frame) => base = format!("{}.contentFrame()", self.located(frame, &base)?),
            None => {}
        }
        if let Some(within) = object.get("within") {
            base = self.located(within, &base)?;
        }
        let mut out = format!("{base}.{}", self.strategy(&object)?);
        for (field, option) in [("has", "has"), ("has_not", "hasNot")] {
            if let Some(inner) = object.get(field) {
                // Playwright wants a locator of the page, whatever it is in
                let inner = self.located(inner, "page")?;
                out.push_str(&format!(".filter({{ {option}: {inner} }})"));
            }
        }
        for (field, option) in [("has_text", "hasText"), ("has_not_text", "hasNotText")] {
            if let Some(matcher) = object.get(field) {
                let matcher = self.matcher(matcher, false);
                out.push_str(&format!(".filter({{ {option}: {matcher} }})"));
            }
        }
        if let Some(visible) = object.get("visible") {
            out.push_str(&format!(".filter({{ visible: {visible} }})"));
        }
        match object.get("nth").and_then(Value::as_i64) {
            Some(-1) => out.push_str(".last()"),
            Some(nth) => out.push_str(&format!(".nth({nth})")),
            None => {}
        }
        Ok(out)
    }

    fn strategy(&mut self, target: &Map<String, Value>) -> Result<String, String> {
        let exact = target.get("exact") == Some(&Value::Bool(true));
        if let Some(role) = target.get("role") {
            return self.role(role, target, exact);
        }
        let by = [
            ("text", "getByText"), ("label", "getByLabel"), ("placeholder", "getByPlaceholder"), ("alt", "getByAltText"),
            ("title", "getByTitle"), ("testid", "getByTestId"),
        ];
        for (field, function) in by {
            let Some(matcher) = target.get(field) else { continue };
            let whole = exact || matcher.get("equals").is_some();
            let matcher = self.matcher(matcher, false);
            let options = if whole && field != "testid" { ", { exact: true }" } else { "" };
            return Ok(format!("{function}({matcher}{options})"));
        }
        let selector = |writer: &Self, field: &str| target.get(field).and_then(Value::as_str).map(|text| values::filled(text, &writer.vars));
        if let Some(css) = selector(self, "css") {
            return Ok(format!("locator({css})"));
        }
        match selector(self, "xpath") {
            Some(xpath) => Ok(format!("locator('xpath=' + {xpath})")),
            None => Err("a target without a strategy that Playwright has".into()),
        }
    }

    fn role(&mut self, role: &Value, target: &Map<String, Value>, exact: bool) -> Result<String, String> {
        let mut options = Vec::new();
        if let Some(name) = target.get("name") {
            let whole = exact || name.get("equals").is_some();
            options.push(format!("name: {}", self.matcher(name, false)));
            if whole {
                options.push("exact: true".into());
            }
        }
        for state in ROLE_STATES {
            match target.get(state) {
                Some(Value::String(mixed)) => return Err(format!("`{state}: {mixed}`")),
                Some(value) => options.push(format!("{state}: {value}")),
                None => {}
            }
        }
        if target.get("include_hidden") == Some(&Value::Bool(true)) {
            options.push("includeHidden: true".into());
        }
        let role = values::filled(role.as_str().unwrap_or_default(), &self.vars);
        Ok(if options.is_empty() {
            format!("getByRole({role})")
        } else {
            format!("getByRole({role}, {{ {} }})", options.join(", "))
        })
    }

    /// A text matcher: a string where Playwright's strings mean the same, else a regular expression.
    ///
    /// `whole` says that a plain string in this place is the whole text; Playwright's assertions then mean the same.
    pub(super) fn matcher(&mut self, matcher: &Value, whole: bool) -> String {
        if let Some(pattern) = matcher.get("matches").and_then(Value::as_str) {
            let flags = matcher.get("flags").and_then(Value::as_str).unwrap_or_default();
            return values::regex(pattern, flags, &self.vars);
        }
        if let Some(part) = matcher.get("contains").and_then(Value::as_str) {
            // a part by case, which a locator's string is not; in an assertion `toContainText` takes the string
            self.needs("quoted");
            return values::literal_regex(part, false, &self.vars);
        }
        let text = matcher.get("equals").unwrap_or(matcher);
        let _ = whole; // both sides take a plain string to be what its place says
        match text {
            Value::String(text) => values::filled(text, &self.vars),
            other => values::text(&other.to_string()),
        }
    }
}
