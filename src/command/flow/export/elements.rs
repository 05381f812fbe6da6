//! Assertions about elements.

use serde_json::{Map, Value};

use super::{gap::Gap, steps::text, values, writer::Writer};

/// Assertions that compare one text of the element.
const TEXTS: &[(&str, &str)] = &[
    ("text", "toHaveText"),
    ("value", "toHaveValue"),
    ("class", "toHaveClass"),
    ("element_id", "toHaveId"),
    ("accessible_name", "toHaveAccessibleName"),
    ("accessible_description", "toHaveAccessibleDescription"),
    ("error_message", "toHaveAccessibleErrorMessage"),
];

/// What is asserted about a target, without the `expect(…)` before it.
pub(super) struct Claim {
    pub call: String,
    /// It says the opposite of what is meant.
    pub negative: bool,
}

impl Writer<'_> {
    /// The call that asserts the step's one matcher of its target.
    ///
    /// `time` is `timeout: n`, or empty.
    pub(super) fn element(&mut self, step: &Map<String, Value>, time: &str) -> Result<Option<Claim>, Gap> {
        let second = if time.is_empty() { String::new() } else { format!(", {{ {time} }}") };
        let claim = |call: String| Ok(Some(Claim { call, negative: false }));
        if let Some(to) = step.get("to").and_then(Value::as_str) {
            let (call, negative) = state(to, time, step.get("ratio")).ok_or_else(|| Gap::field("to"))?;
            return Ok(Some(Claim { call, negative }));
        }
        for (field, assertion) in TEXTS {
            let Some(matcher) = step.get(*field) else { continue };
            let part = matcher.get("contains").and_then(Value::as_str);
            let ignore = step.get("ignore_case") == Some(&Value::Bool(true));
            let options = match (ignore, time.is_empty()) {
                (false, _) => second.clone(),
                (true, true) => ", { ignoreCase: true }".into(),
                (true, false) => format!(", {{ ignoreCase: true, {time} }}"),
            };
            return match (part, *field) {
                (Some(part), "text") => claim(format!("toContainText({}{options})", values::filled(part, &self.vars))),
                (Some(part), "class") => {
                    claim(format!("toContainClass({}{options})", values::filled(part, &self.vars)))
                }
                _ => claim(format!("{assertion}({}{options})", self.matcher(matcher))),
            };
        }
        for (field, whole, partial) in [("texts", "toHaveText", "toContainText"), ("values", "toHaveValues", "")] {
            let Some(Value::Array(matchers)) = step.get(field) else { continue };
            if step.get("ordered") == Some(&Value::Bool(false)) || (partial.is_empty() && is(step, "partial")) {
                return Err(Gap::field("ordered"));
            }
            let list: Vec<String> = matchers.iter().map(|matcher| self.matcher(matcher)).collect();
            let assertion = if is(step, "partial") { partial } else { whole };
            return claim(format!("{assertion}([{}]{second})", list.join(", ")));
        }
        if let Some(attribute) = step.get("attribute") {
            let name = values::any(attribute.get("name").unwrap_or(&Value::Null), &self.vars);
            let wanted = ["equals", "contains", "matches"].iter().any(|key| attribute.get(*key).is_some());
            let matcher = if wanted { format!(", {}", self.matcher(attribute)) } else { String::new() };
            return claim(format!("toHaveAttribute({name}{matcher}{second})"));
        }
        if let Some(placeholder) = step.get("placeholder_text") {
            return claim(format!("toHaveAttribute('placeholder', {}{second})", self.matcher(placeholder)));
        }
        if let Some(property) = step.get("property") {
            let part = |name: &str| values::any(property.get(name).unwrap_or(&Value::Null), &self.vars);
            return claim(format!("toHaveJSProperty({}, {}{second})", part("name"), part("equals")));
        }
        if let Some(css) = step.get("css") {
            let part = |name: &str| values::any(css.get(name).unwrap_or(&Value::Null), &self.vars);
            return claim(format!("toHaveCSS({}, {}{second})", part("name"), part("equals")));
        }
        if let Some(role) = step.get("aria_role") {
            return claim(format!("toHaveRole({}{second})", values::any(role, &self.vars)));
        }
        if let Some(snapshot) = step.get("aria_snapshot") {
            let text = match snapshot {
                Value::String(text) => text.clone(),
                nodes => aria(nodes, 0),
            };
            return claim(format!("toMatchAriaSnapshot({}{second})", values::filled(&text, &self.vars)));
        }
        if let Some(count) = step.get("count").filter(|count| !count.is_object()) {
            return claim(format!("toHaveCount({}{second})", values::any(count, &self.vars)));
        }
        if step.contains_key("screenshot") {
            return claim(self.picture(step, time)?);
        }
        Ok(None)
    }

    /// `toHaveScreenshot(…)`: of an element or of the page; the first run makes Playwright's own picture to compare with.
    pub(super) fn picture(&mut self, step: &Map<String, Value>, time: &str) -> Result<String, Gap> {
        let shot = step.get("screenshot").and_then(Value::as_object).cloned().unwrap_or_default();
        let names = [
            ("full_page", "fullPage"),
            ("threshold", "threshold"),
            ("max_diff_pixels", "maxDiffPixels"),
            ("max_diff_ratio", "maxDiffPixelRatio"),
            ("animations", "animations"),
            ("caret", "caret"),
        ];
        let mut options = self.passed_on(&shot, &names);
        if let Some(Value::Array(masks)) = shot.get("mask") {
            let masks = masks.iter().map(|mask| self.locator(mask)).collect::<Result<Vec<_>, _>>();
            options
                .push(format!("mask: [{}]", masks.map_err(|gap| gap.within("mask").within("screenshot"))?.join(", ")));
        }
        if !time.is_empty() {
            options.push(time.to_owned());
        }
        let options = if options.is_empty() { String::new() } else { format!("{{ {} }}", options.join(", ")) };
        Ok(match text(&shot, "name") {
            "" => format!("toHaveScreenshot({options})"),
            name => {
                let name = values::filled(&format!("{name}.png"), &self.vars);
                format!("toHaveScreenshot({name}{})", super::steps::behind(options))
            }
        })
    }
}

/// The assertion of a state, and whether it must be turned round.
pub(super) fn state(state: &str, time: &str, ratio: Option<&Value>) -> Option<(String, bool)> {
    let (call, negative, option) = match state {
        "visible" => ("toBeVisible", false, None),
        "hidden" => ("toBeHidden", false, None),
        "attached" => ("toBeAttached", false, None),
        "detached" => ("toBeAttached", true, None),
        "enabled" => ("toBeEnabled", false, None),
        "disabled" => ("toBeDisabled", false, None),
        "editable" => ("toBeEditable", false, None),
        "read_only" => ("toBeEditable", true, None),
        "checked" => ("toBeChecked", false, None),
        "unchecked" => ("toBeChecked", true, None),
        "indeterminate" => ("toBeChecked", false, Some("indeterminate: true".to_owned())),
        "focused" => ("toBeFocused", false, None),
        "unfocused" => ("toBeFocused", true, None),
        "empty" => ("toBeEmpty", false, None),
        "in_viewport" => ("toBeInViewport", false, ratio.map(|ratio| format!("ratio: {ratio}"))),
        _ => return None,
    };
    let options: Vec<String> = option.into_iter().chain((!time.is_empty()).then(|| time.to_owned())).collect();
    let options = if options.is_empty() { String::new() } else { format!("{{ {} }}", options.join(", ")) };
    Some((format!("{call}({options})"), negative))
}

fn is(step: &Map<String, Value>, name: &str) -> bool {
    step.get(name) == Some(&Value::Bool(true))
}

/// Nodes of an aria snapshot as its YAML text.
fn aria(nodes: &Value, depth: usize) -> String {
    let margin = "  ".repeat(depth);
    let quoted = |text: &str| match text.contains(": ") || text.ends_with(':') || text.contains(" #") {
        true => format!("'{}'", text.replace('\'', "''")),
        false => text.to_owned(),
    };
    let mut out = String::new();
    for node in nodes.as_array().into_iter().flatten() {
        match node {
            Value::Object(fields) => {
                for (key, inner) in fields {
                    match inner {
                        Value::Array(_) => {
                            out.push_str(&format!("{margin}- {}:\n{}", quoted(key), aria(inner, depth + 1)))
                        }
                        text => out.push_str(&format!("{margin}- {}: {text}\n", quoted(key))),
                    }
                }
            }
            text => out.push_str(&format!("{margin}- {}\n", quoted(text.as_str().unwrap_or_default()))),
        }
    }
    out
}
