//! Assertions and conditions.

use serde_json::{Map, Value};

use super::{
    elements::Claim,
    gap::{Gap, Said},
    steps::text,
    values,
    writer::Writer,
};

/// How an assertion is made, beside what is asserted.
const MANNER: [&str; 5] = ["target", "not", "message", "poll", "level"];
/// What only some assertions about elements have.
const OF_TEXTS: [&str; 4] = ["ratio", "ignore_case", "ordered", "partial"];
/// Assertions about elements that [`Writer::element`] knows.
const OF_TARGET: [&str; 20] = [
    "to",
    "text",
    "texts",
    "value",
    "values",
    "attribute",
    "property",
    "class",
    "css",
    "element_id",
    "aria_role",
    "accessible_name",
    "accessible_description",
    "error_message",
    "placeholder_text",
    "count",
    "aria_snapshot",
    "screenshot",
    "options",
    "normalize",
];
const OF_VARIABLE: [&str; 14] =
    ["var", "equals", "ne", "contains", "matches", "in", "gt", "gte", "lt", "lte", "close_to", "is", "length", "file"];

/// One assertion while it is written.
struct Saying<'a> {
    /// `expect` or `expect.soft`.
    expect: &'a str,
    /// `, 'message'`, or nothing.
    message: String,
    not: bool,
    /// `timeout: n`, or nothing.
    time: String,
    patience: u64,
}

impl Saying<'_> {
    fn about(&self, subject: &str, claim: &Claim) -> String {
        let not = if self.not != claim.negative { ".not" } else { "" };
        format!("await {}({subject}{}){not}.{};", self.expect, self.message, claim.call)
    }

    /// Of a value that is at hand.
    fn value(&self, subject: &str, call: &str) -> String {
        let not = if self.not { ".not" } else { "" };
        format!("{}({subject}{}){not}.{call};", self.expect, self.message)
    }

    /// Of a value that is looked at again and again.
    fn polled(&self, subject: &str, call: &str) -> String {
        let not = if self.not { ".not" } else { "" };
        let message = self.message.strip_prefix(", ").map(|text| format!("message: {text}, ")).unwrap_or_default();
        let time = self.patience;
        format!("await {}.poll({subject}, {{ {message}timeout: {time} }}){not}.{call};", self.expect)
    }
}

impl Writer<'_> {
    pub(super) fn expectation(&mut self, step: &Map<String, Value>) -> Said {
        let message = ["message", "label"].into_iter().find(|field| step.contains_key(*field));
        let saying = Saying {
            expect: if step.get("soft") == Some(&Value::Bool(true)) { "expect.soft" } else { "expect" },
            message: message.map(|field| format!(", {}", self.filled(step, field))).unwrap_or_default(),
            not: step.get("not") == Some(&Value::Bool(true)),
            time: step.get("timeout_ms").map(|ms| format!("timeout: {ms}")).unwrap_or_default(),
            patience: Self::patience(step, 10_000),
        };
        self.asserted(step, &saying)
    }

    /// A condition as an expression of type boolean.
    pub(super) fn condition(&mut self, condition: &Value) -> Result<String, Gap> {
        let Value::Object(condition) = condition else {
            return Err("a condition that is known only when it runs has no counterpart in Playwright".into());
        };
        let saying = Saying {
            expect: "expect",
            message: String::new(),
            not: condition.get("not") == Some(&Value::Bool(true)),
            time: "timeout: 250".into(),
            patience: 250,
        };
        let lines = self.asserted(condition, &saying)?;
        Ok(format!("await {}(async () => {{ {} }})", self.needs("holds"), lines.join(" ")))
    }

    fn asserted(&mut self, step: &Map<String, Value>, saying: &Saying) -> Said {
        if step.contains_key("var") {
            self.only(step, &[&OF_VARIABLE[..], &MANNER].concat())?;
            return self.variable(step, saying);
        }
        if step.contains_key("target") {
            self.only(step, &[&OF_TARGET[..], &MANNER, &OF_TEXTS].concat())?;
            if step.get("normalize") == Some(&Value::Bool(false)) {
                return Err(Gap::field("normalize"));
            }
            return self.of_target(step, saying);
        }
        self.of_page(step, saying)
    }

    fn of_target(&mut self, step: &Map<String, Value>, saying: &Saying) -> Said {
        let target = self.target(step, "target")?;
        if step.get("to").is_some_and(|to| to == "loaded") {
            let loaded =
                "image => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth > 0";
            return Ok(vec![saying.polled(&format!("() => {target}.evaluate({loaded})"), "toBe(true)")]);
        }
        if let Some(Value::Object(bounds)) = step.get("count") {
            return self.bounds(bounds, &format!("() => {target}.count()"), saying);
        }
        if let Some(Value::Array(_)) = step.get("options") {
            if step.get("ordered") == Some(&Value::Bool(false)) || step.get("partial") == Some(&Value::Bool(true)) {
                return Err(Gap::field("ordered"));
            }
            let texts: Map<String, Value> = [("texts".to_owned(), step["options"].clone())].into_iter().collect();
            let claim = self.element(&texts, &saying.time)?;
            let claim = claim.ok_or_else(|| Gap::field("options"))?;
            return Ok(vec![saying.about(&format!("{target}.locator('option')"), &claim)]);
        }
        let claim = self.element(step, &saying.time)?;
        let claim = claim.ok_or("this assertion has no counterpart in Playwright")?;
        Ok(vec![saying.about(&target, &claim)])
    }

    /// `{min, max}` of something that is looked at again and again.
    fn bounds(&mut self, bounds: &Map<String, Value>, subject: &str, saying: &Saying) -> Said {
        let calls = [("min", "toBeGreaterThanOrEqual"), ("max", "toBeLessThanOrEqual")];
        let given: Vec<_> = calls.iter().filter_map(|(bound, call)| Some((bounds.get(*bound)?, call))).collect();
        if saying.not && given.len() > 1 {
            return Err(Gap::field("not"));
        }
        Ok(given.iter().map(|(n, call)| saying.polled(subject, &format!("{call}({n})"))).collect())
    }

    fn of_page(&mut self, step: &Map<String, Value>, saying: &Saying) -> Said {
        let field = step.keys().find(|key| !MANNER.contains(&key.as_str()) && OF_PAGE.contains(&key.as_str()));
        let Some(field) = field.cloned() else {
            self.only(step, &MANNER)?;
            return Err("it asserts nothing that Playwright can".into());
        };
        self.only(step, &[&MANNER[..], &[field.as_str(), "allow"]].concat())?;
        let wanted = &step[&field];
        let second = if saying.time.is_empty() { String::new() } else { format!(", {{ {} }}", saying.time) };
        let claim = |call: String| Claim { call, negative: false };
        Ok(vec![match field.as_str() {
            "url" => {
                let url = self.url(wanted);
                saying.about("page", &claim(format!("toHaveURL({url}{second})")))
            }
            "title" => {
                let title = self.matcher(wanted);
                saying.about("page", &claim(format!("toHaveTitle({title}{second})")))
            }
            "page_text" => {
                let text = self.matcher(wanted);
                saying.about("page.locator('body')", &claim(format!("toContainText({text}{second})")))
            }
            "screenshot" => {
                let call = self.picture(step, &saying.time)?;
                saying.about("page", &claim(call))
            }
            "aria_snapshot" => {
                let snapshot = self.element(step, &saying.time)?.ok_or_else(|| Gap::field("aria_snapshot"))?;
                saying.about("page.locator('body')", &snapshot)
            }
            "dialog" => {
                let (fits, dialogs) = (self.predicate(wanted, true), self.declares("dialogs"));
                saying.polled(&format!("() => {dialogs}.seen.some({fits})"), "toBe(true)")
            }
            "pages" => return self.number(wanted, "() => context.pages().length", saying),
            "cookie" => return self.cookie(wanted, saying),
            "local_storage" | "session_storage" => {
                let area = if field == "local_storage" { "localStorage" } else { "sessionStorage" };
                let key = values::any(wanted.get("key").unwrap_or(&Value::Null), &self.vars);
                let get = format!("await {}(page, '{area}', 'get', {key})", self.needs("stored"));
                match wanted.get("value") {
                    Some(value) => {
                        let fits = self.predicate(value, true);
                        saying.polled(&format!("async () => ({fits})({get} ?? '')"), "toBe(true)")
                    }
                    None => saying.polled(&format!("async () => {get} !== null"), "toBe(true)"),
                }
            }
            "request" | "console" => {
                let like = if field == "request" { self.requests_like(wanted) } else { self.lines_like(wanted) };
                return match wanted.get("count") {
                    Some(count) => self.number(count, &format!("() => {like}.length"), saying),
                    None => Ok(vec![saying.polled(&format!("() => {like}.length"), "toBeGreaterThan(0)")]),
                };
            }
            "response" => return self.response(wanted, saying),
            _ => self.clean(&field, step, saying),
        }])
    }

    fn number(&mut self, wanted: &Value, subject: &str, saying: &Saying) -> Said {
        match wanted {
            Value::Object(bounds) => self.bounds(bounds, subject, saying),
            n => Ok(vec![saying.polled(subject, &format!("toBe(Number({}))", values::any(n, &self.vars)))]),
        }
    }

    /// The last answer to such a request is as wanted.
    fn response(&mut self, wanted: &Value, saying: &Saying) -> Said {
        let strange = ["headers", "body", "latency_ms"].into_iter().find(|field| wanted.get(*field).is_some());
        if let Some(field) = strange {
            return Err(Gap::field(field).within("response"));
        }
        let mut about = wanted.clone();
        let status = about.as_object_mut().and_then(|about| about.remove("status"));
        let like = self.responses_like(&about)?;
        let Some(status) = status.as_ref().and_then(Value::as_str) else {
            return Ok(vec![saying.polled(&format!("() => {like}.length"), "toBeGreaterThan(0)")]);
        };
        let pattern = super::data::status_pattern(status)?;
        Ok(vec![saying.polled(&format!("() => String({like}.at(-1)?.status())"), &format!("toMatch({pattern})"))])
    }

    fn cookie(&mut self, wanted: &Value, saying: &Saying) -> Said {
        let mut fits = Vec::new();
        for (field, theirs) in [
            ("name", "name"),
            ("domain", "domain"),
            ("path", "path"),
            ("http_only", "httpOnly"),
            ("secure", "secure"),
            ("same_site", "sameSite"),
        ] {
            if let Some(value) = wanted.get(field) {
                fits.push(format!("one.{theirs} === {}", values::any(value, &self.vars)));
            }
        }
        if let Some(value) = wanted.get("value") {
            fits.push(format!("({})(one.value)", self.predicate(value, true)));
        }
        if let Some(session) = wanted.get("session") {
            fits.push(format!("(one.expires === -1) === {session}"));
        }
        let some = format!("async () => (await context.cookies()).some(one => {})", fits.join(" && "));
        Ok(vec![saying.polled(&some, "toBe(true)")])
    }

    /// `no_…`: nothing of a kind but for what is allowed.
    fn clean(&mut self, field: &str, step: &Map<String, Value>, saying: &Saying) -> String {
        let traffic = self.declares("traffic");
        let allowed: Vec<String> = step
            .get("allow")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|one| {
                if field.ends_with("errors") && !field.contains("5xx") {
                    format!("text.includes({})", values::any(one, &self.vars))
                } else {
                    format!("{}.test(text)", self.url(one))
                }
            })
            .collect();
        let allowed =
            if allowed.is_empty() { String::new() } else { format!(".filter(text => !({}))", allowed.join(" || ")) };
        let what = match field {
            "no_failed_requests" => format!(
                "[...{traffic}.failed.filter(one => !one.failure()?.errorText.includes('ABORTED')), \
                 ...{traffic}.responses.filter(one => one.status() >= 400)].map(one => one.url())"
            ),
            "no_5xx" => format!("{traffic}.responses.filter(one => one.status() >= 500).map(one => one.url())"),
            "no_page_errors" => format!("{traffic}.errors"),
            _ => format!("{traffic}.console.filter(one => one.level === 'error').map(one => one.text)"),
        };
        saying.value(&format!("{what}{allowed}"), "toEqual([])")
    }

    fn variable(&mut self, step: &Map<String, Value>, saying: &Saying) -> Said {
        let var = values::path(text(step, "var"), &self.vars);
        let like = self.needs("like");
        let vars = self.vars.clone();
        let any = |value: &Value| values::any(value, &vars);
        let mut lines = Vec::new();
        for (field, value) in step {
            lines.push(match field.as_str() {
                "equals" => saying.value(&format!("{like}({var})"), &format!("toEqual({like}({}))", any(value))),
                "ne" => {
                    let other =
                        Saying { not: !saying.not, message: saying.message.clone(), time: String::new(), ..*saying };
                    other.value(&format!("{like}({var})"), &format!("toEqual({like}({}))", any(value)))
                }
                "contains" => {
                    let holds = format!("Array.isArray({var}) ? {like}({var}) : String({var})");
                    saying.value(&holds, &format!("toContain({like}({}))", any(value)))
                }
                "matches" => {
                    let pattern = values::regex(value.as_str().unwrap_or_default(), "", &self.vars);
                    saying.value(&format!("String({var})"), &format!("toMatch({pattern})"))
                }
                "in" => {
                    saying.value(&format!("{like}({}) as any", any(value)), &format!("toContainEqual({like}({var}))"))
                }
                "gt" | "gte" | "lt" | "lte" => {
                    let call = match field.as_str() {
                        "gt" => "toBeGreaterThan",
                        "gte" => "toBeGreaterThanOrEqual",
                        "lt" => "toBeLessThan",
                        _ => "toBeLessThanOrEqual",
                    };
                    saying.value(&format!("Number({var})"), &format!("{call}(Number({}))", any(value)))
                }
                "close_to" => {
                    let part = |name: &str| any(value.get(name).unwrap_or(&Value::Null));
                    let (middle, within) = (part("value"), part("within"));
                    saying.value(
                        &format!("Math.abs(Number({var}) - {middle})"),
                        &format!("toBeLessThanOrEqual({within})"),
                    )
                }
                "is" => match value.as_str().unwrap_or_default() {
                    kind @ ("string" | "number" | "boolean") => {
                        saying.value(&format!("typeof {var}"), &format!("toBe('{kind}')"))
                    }
                    "integer" => saying.value(&format!("Number.isInteger({var})"), "toBe(true)"),
                    "list" => saying.value(&format!("Array.isArray({var})"), "toBe(true)"),
                    "null" => saying.value(&format!("{var} === null"), "toBe(true)"),
                    "object" => saying.value(
                        &format!("{var} !== null && typeof {var} === 'object' && !Array.isArray({var})"),
                        "toBe(true)",
                    ),
                    _ => saying.value(&format!("Object.keys({var} ?? '').length"), "toBe(0)"),
                },
                "length" => {
                    let length = format!("(typeof {var} === 'string' ? [...{var}] : Object.keys({var})).length");
                    match value {
                        Value::Object(bounds) => self.bounds(bounds, &format!("() => {length}"), saying)?.join(" "),
                        n => saying.value(&length, &format!("toBe(Number({}))", any(n))),
                    }
                }
                "file" => return Err(Gap::field("file")),
                _ => continue,
            });
        }
        Ok(lines)
    }
}

/// Assertions about the page, the browser and the traffic, each alone in its step.
const OF_PAGE: [&str; 17] = [
    "url",
    "title",
    "page_text",
    "screenshot",
    "aria_snapshot",
    "dialog",
    "pages",
    "cookie",
    "local_storage",
    "session_storage",
    "request",
    "response",
    "console",
    "no_failed_requests",
    "no_5xx",
    "no_console_errors",
    "no_page_errors",
];
