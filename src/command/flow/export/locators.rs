//! Targets as Playwright locators.

use flowtilla_shared::domain::flow::{Target, template};
use serde_json::{Map, Value};

use super::{gap::Gap, values, writer::Writer};

const ROLE_STATES: [&str; 6] = ["checked", "pressed", "expanded", "selected", "disabled", "level"];
/// Strategies that Playwright has a function for.
const FUNCTIONS: [(&str, &str); 6] = [
    ("text", "getByText"),
    ("label", "getByLabel"),
    ("placeholder", "getByPlaceholder"),
    ("alt", "getByAltText"),
    ("title", "getByTitle"),
    ("testid", "getByTestId"),
];
const STRANGE: [&str; 9] = ["value", "xy", "any_of", "near", "above", "below", "left_of", "right_of", "px"];

impl Writer<'_> {
    /// The locator of a step's field.
    pub(super) fn target(&mut self, step: &Map<String, Value>, field: &str) -> Result<String, Gap> {
        self.locator(step.get(field).unwrap_or(&Value::Null)).map_err(|gap| gap.within(field))
    }

    /// A locator, or what about the target has no word.
    pub(super) fn locator(&mut self, target: &Value) -> Result<String, Gap> {
        self.located(target, "page")
    }

    fn located(&mut self, target: &Value, base: &str) -> Result<String, Gap> {
        let object = long_form(target)?;
        if let Some(strange) = STRANGE.iter().find(|name| object.contains_key(**name)) {
            return Err(Gap::field(strange));
        }
        if object.get("shadow").is_some_and(|shadow| shadow == "closed") {
            return Err(Gap::field("shadow"));
        }
        let mut base = base.to_owned();
        for frame in match object.get("frame") {
            Some(Value::Array(frames)) => frames.clone(),
            frame => frame.cloned().into_iter().collect(),
        } {
            base = self.framed(&frame, &base).map_err(|gap| gap.within("frame"))?;
        }
        // filters are looked for in the page, wherever the element is
        let root = base.clone();
        if let Some(within) = object.get("within") {
            base = self.located(within, &base).map_err(|gap| gap.within("within"))?;
        }
        let mut out = format!("{base}.{}", self.strategy(&object)?);
        for (field, option) in [("has", "has"), ("has_not", "hasNot")] {
            if let Some(inner) = object.get(field) {
                let inner = self.located(inner, "page").map_err(|gap| gap.within(field))?;
                out.push_str(&format!(".filter({{ {option}: {inner} }})"));
            }
        }
        for (field, option) in [("has_text", "hasText"), ("has_not_text", "hasNotText")] {
            if let Some(matcher) = object.get(field) {
                let matcher = self.matcher(matcher);
                out.push_str(&format!(".filter({{ {option}: {matcher} }})"));
            }
        }
        for (field, option) in [("and", "and"), ("or", "or")] {
            if let Some(other) = object.get(field) {
                let other = self.located(other, &root).map_err(|gap| gap.within(field))?;
                out.push_str(&format!(".{option}({other})"));
            }
        }
        if object.get("enabled_only") == Some(&Value::Bool(true)) {
            out.push_str(&format!(".and({root}.locator(':not(:disabled):not([aria-disabled=\"true\"])'))"));
        }
        if let Some(visible) = object.get("visible") {
            out.push_str(&format!(".filter({{ visible: {visible} }})"));
        }
        let flag = |name: &str| object.get(name) == Some(&Value::Bool(true));
        match object.get("nth").and_then(Value::as_i64) {
            Some(-1) => out.push_str(".last()"),
            Some(nth) => out.push_str(&format!(".nth({nth})")),
            None if flag("first") => out.push_str(".first()"),
            None if flag("last") => out.push_str(".last()"),
            None => {}
        }
        Ok(out)
    }

    /// A frame: by its name, or by its element.
    fn framed(&mut self, frame: &Value, base: &str) -> Result<String, Gap> {
        let Some(fields) = frame.as_object().filter(|fields| fields.keys().all(|key| key == "name" || key == "url"))
        else {
            return Ok(format!("{}.contentFrame()", self.located(frame, base)?));
        };
        match fields.get("name") {
            Some(Value::String(name)) if fields.len() == 1 && template::names(frame).is_empty() => {
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                let css = format!("iframe[name=\"{name}\"], iframe[id=\"{name}\"], frame[name=\"{name}\"]");
                Ok(format!("{base}.frameLocator({})", values::text(&css)))
            }
            _ => Err("a frame by its address, or by a pattern for its name, has no counterpart in Playwright".into()),
        }
    }

    fn strategy(&mut self, target: &Map<String, Value>) -> Result<String, Gap> {
        let exact = target.get("exact") == Some(&Value::Bool(true));
        if let Some(role) = target.get("role") {
            return self.role(role, target, exact);
        }
        for (field, function) in FUNCTIONS {
            let Some(matcher) = target.get(field) else { continue };
            let whole = exact || matcher.get("equals").is_some();
            let matcher = self.matcher(matcher);
            let options = if whole && field != "testid" { ", { exact: true }" } else { "" };
            return Ok(format!("{function}({matcher}{options})"));
        }
        let literal = |field: &str| target.get(field).and_then(Value::as_str);
        if let Some(css) = literal("css") {
            return Ok(format!("locator({})", values::filled(css, &self.vars)));
        }
        if let Some(xpath) = literal("xpath") {
            return Ok(format!("locator({})", values::filled(&format!("xpath={xpath}"), &self.vars)));
        }
        for (field, attribute) in [("id", "id"), ("name_attr", "name"), ("component", "data-component")] {
            if let Some(value) = literal(field) {
                let value = format!("[{attribute}=\"{}\"]", value.replace('\\', "\\\\").replace('"', "\\\""));
                return Ok(format!("locator({})", values::filled(&value, &self.vars)));
            }
        }
        for (field, whole) in [("link_text", true), ("partial_link_text", false)] {
            if let Some(text) = literal(field) {
                self.needs("quoted");
                let text = values::literal_regex(text, whole, &self.vars);
                return Ok(format!("locator('a').filter({{ hasText: {text} }})"));
            }
        }
        Err("it has no strategy that Playwright knows".into())
    }

    fn role(&mut self, role: &Value, target: &Map<String, Value>, exact: bool) -> Result<String, Gap> {
        let mut options = Vec::new();
        if let Some(name) = target.get("name") {
            let whole = exact || name.get("equals").is_some();
            options.push(format!("name: {}", self.matcher(name)));
            if whole {
                options.push("exact: true".into());
            }
        }
        for state in ROLE_STATES {
            match target.get(state) {
                Some(Value::String(_)) => return Err(Gap::field(state)),
                Some(value) => options.push(format!("{state}: {value}")),
                None => {}
            }
        }
        if target.get("include_hidden") == Some(&Value::Bool(true)) {
            options.push("includeHidden: true".into());
        }
        let fixed = template::names(role).is_empty();
        let Some(role) = role.as_str().filter(|_| fixed) else {
            return Err("a role that is known only when it runs has no counterpart in Playwright".into());
        };
        let role = values::text(role);
        Ok(if options.is_empty() {
            format!("getByRole({role})")
        } else {
            format!("getByRole({role}, {{ {} }})", options.join(", "))
        })
    }

    /// A text matcher: a string where Playwright's strings mean what ours mean in that place, else a regular expression.
    pub(super) fn matcher(&mut self, matcher: &Value) -> String {
        if let Some(pattern) = matcher.get("matches").and_then(Value::as_str) {
            let flags = matcher.get("flags").and_then(Value::as_str).unwrap_or_default();
            return values::regex(pattern, flags, &self.vars);
        }
        if let Some(part) = matcher.get("contains").and_then(Value::as_str) {
            // a part by case, which a locator's string is not
            self.needs("quoted");
            return values::literal_regex(part, false, &self.vars);
        }
        match matcher.get("equals").unwrap_or(matcher) {
            Value::String(text) => values::filled(text, &self.vars),
            other => values::text(&other.to_string()),
        }
    }

    /// A function that tells whether a text is as wanted; a plain string is the whole text, or a part of it.
    pub(super) fn predicate(&mut self, matcher: &Value, plain_is_whole: bool) -> String {
        if matcher.get("matches").is_some() {
            return format!("text => {}.test(text)", self.matcher(matcher));
        }
        let (wanted, whole) = match (matcher.get("contains"), matcher.get("equals")) {
            (Some(part), _) => (part, false),
            (None, Some(all)) => (all, true),
            (None, None) => (matcher, plain_is_whole),
        };
        let wanted = self.matcher(wanted);
        match whole {
            true => format!("text => {tidy}(text) === {tidy}({wanted})", tidy = self.needs("tidy")),
            false => format!("text => text.includes({wanted})"),
        }
    }
}

/// A target as an object; a text is read as the target that it is.
fn long_form(target: &Value) -> Result<Map<String, Value>, Gap> {
    match target {
        Value::Object(map) => Ok(map.clone()),
        Value::String(text) if template::names(target).is_empty() => {
            let read: Target = serde_json::from_value(Value::String(text.clone())).map_err(|e| e.to_string())?;
            match serde_json::to_value(read) {
                Ok(Value::Object(map)) => Ok(map),
                _ => Err("the target cannot be read".into()),
            }
        }
        _ => Err("a target that is known only when it runs has no counterpart in Playwright".into()),
    }
}
