//! Cookies, storage, emulation, the clock, dialogs, permissions; and what a test says about its browser before it begins.

use flowtilla_shared::domain::flow::{BrowserName, Emulation, Flow, Keep, Pictures};
use serde_json::{Map, Value, json};

use super::{
    gap::{Gap, Said},
    steps::text,
    values,
    writer::Writer,
};

/// Of an emulation: options of Playwright's context by the same values.
const CONTEXT: &[(&str, &str)] = &[
    ("viewport", "viewport"),
    ("screen", "screen"),
    ("device_scale_factor", "deviceScaleFactor"),
    ("mobile", "isMobile"),
    ("touch", "hasTouch"),
    ("user_agent", "userAgent"),
    ("locale", "locale"),
    ("timezone", "timezoneId"),
    ("geolocation", "geolocation"),
];
/// Of an emulation: what a page can change.
const MEDIA: &[(&str, &str)] = &[
    ("color_scheme", "colorScheme"),
    ("reduced_motion", "reducedMotion"),
    ("forced_colors", "forcedColors"),
    ("contrast", "contrast"),
    ("media", "media"),
];

impl Writer<'_> {
    /// Lines before a test: what its context must be made with.
    pub(super) fn uses(&mut self, flow: &Flow) -> Vec<String> {
        let mut uses = Vec::new();
        if let Some(device) = flow.emulate.as_ref().and_then(|emulation| emulation.device.as_ref()) {
            uses.push(format!("...{}({})", self.needs("emulated"), values::text(device)));
        }
        let emulation = emulated_fields(flow.emulate.as_deref());
        uses.extend(self.passed_on(&emulation, CONTEXT));
        if let Some(attribute) = &flow.testid_attribute {
            uses.push(format!("testIdAttribute: {}", values::text(attribute)));
        }
        if let Some(evidence) = &flow.evidence {
            let keep = |keep: Keep| match keep {
                Keep::On => "'on'",
                Keep::RetainOnFailure => "'retain-on-failure'",
                Keep::Off => "'off'",
            };
            uses.extend(evidence.video.map(|video| format!("video: {}", keep(video))));
            uses.extend(evidence.trace.map(|trace| format!("trace: {}", keep(trace))));
            uses.extend(evidence.screenshots.map(|pictures| {
                let when = match pictures {
                    Pictures::Always => "'on'",
                    Pictures::OnFailure => "'only-on-failure'",
                    Pictures::Never => "'off'",
                };
                format!("screenshot: {when}")
            }));
        }
        let mut lines = Vec::new();
        if !uses.is_empty() {
            lines.push(format!("test.use({{ {} }});", uses.join(", ")));
        }
        if let Some(retries) = flow.retries.filter(|retries| *retries > 0) {
            lines.push(format!("test.describe.configure({{ retries: {retries} }});"));
        }
        lines
    }

    /// Lines at the beginning of a test: what is emulated in its page, and what of the flow cannot be.
    pub(super) fn emulation_of_test(&mut self, flow: &Flow) {
        if flow.browser == Some(BrowserName::Firefox) {
            let what = "the browser of a Playwright test is a matter of its project (`browserName`)";
            self.leave_out("browser", "browser", what.into());
        }
        if flow.profile.is_some() {
            let what = "a saved login state stays on the server; sign in by `setup` or `run_flow`";
            self.leave_out("profile", "profile", what.into());
        }
        if flow.testid_attribute.as_ref().is_some_and(|names| names.contains(',')) {
            self.leave_out("testid_attribute", "testid_attribute", "Playwright reads one attribute".into());
        }
        let emulation = emulated_fields(flow.emulate.as_deref());
        if emulation.contains_key("cpu_throttle") {
            self.leave_out("emulate.cpu_throttle", "emulate", Gap::field("cpu_throttle"));
        }
        let media = self.passed_on(&emulation, MEDIA);
        if !media.is_empty() {
            self.line(format!("await page.emulateMedia({{ {} }});", media.join(", ")));
        }
        if let Some(time) = emulation.get("clock") {
            self.line(format!("await page.clock.install({{ time: {} }});", time));
        }
    }

    pub(super) fn browser_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        Some(match kind {
            "cookies" => self.cookies(step),
            "local_storage" | "session_storage" => self.storage(step, kind),
            "indexeddb" => Ok(vec![
                "await page.evaluate(async () => {".into(),
                "  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);"
                    .into(),
                "});".into(),
            ]),
            "emulate" => self.emulate(step),
            "clock" => self.clock(step),
            "handle_dialog" | "on_dialog" => self.dialog(step, kind),
            "grant_permissions" => self.only(step, &["permissions", "origin"]).map(|()| {
                let origin = self.passed_on(step, &[("origin", "origin")]);
                let origin = if origin.is_empty() { String::new() } else { format!(", {{ {} }}", origin.join(", ")) };
                vec![format!("await context.grantPermissions({}{origin});", self.any(step, "permissions"))]
            }),
            _ => return None,
        })
    }

    fn cookies(&mut self, step: &Map<String, Value>) -> Said {
        let names = [
            ("name", "name"),
            ("value", "value"),
            ("url", "url"),
            ("domain", "domain"),
            ("path", "path"),
            ("expires", "expires"),
            ("http_only", "httpOnly"),
            ("secure", "secure"),
            ("same_site", "sameSite"),
        ];
        match text(step, "action") {
            "set" => {
                let known: Vec<&str> = names.iter().map(|(ours, _)| *ours).chain(["action"]).collect();
                self.only(step, &known)?;
                let mut fields = self.passed_on(step, &names);
                if step.contains_key("domain") {
                    // Playwright wants both
                    if !step.contains_key("path") {
                        fields.push("path: '/'".into());
                    }
                } else if !step.contains_key("url") {
                    fields.push("url: page.url()".into());
                }
                Ok(vec![format!("await context.addCookies([{{ {} }}]);", fields.join(", "))])
            }
            "delete" => {
                self.only(step, &["action", "name", "domain", "path"])?;
                let which = self.passed_on(step, &[("name", "name"), ("domain", "domain"), ("path", "path")]);
                Ok(vec![format!("await context.clearCookies({{ {} }});", which.join(", "))])
            }
            "clear" => self.only(step, &["action"]).map(|()| vec!["await context.clearCookies();".into()]),
            _ => {
                self.only(step, &["action", "name", "var"])?;
                if !step.contains_key("name") {
                    return Err("all cookies at once are other objects in Playwright; name one".into());
                }
                let name = self.filled(step, "name");
                let find = format!("(await context.cookies(page.url())).find(cookie => cookie.name === {name})");
                Ok(vec![format!("{}{find}?.value ?? null;", self.assigns(step))])
            }
        }
    }

    fn storage(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        self.only(step, &["action", "key", "value", "var"])?;
        let area = if kind == "local_storage" { "localStorage" } else { "sessionStorage" };
        let action = text(step, "action");
        if action == "get" && !step.contains_key("key") {
            return Err(Gap::field("key"));
        }
        let (key, value) = (self.filled(step, "key"), self.filled(step, "value"));
        let var = if action == "get" { self.assigns(step) } else { String::new() };
        Ok(vec![format!("{var}await {}(page, '{area}', '{action}', {key}, {value});", self.needs("stored"))])
    }

    fn emulate(&mut self, step: &Map<String, Value>) -> Said {
        let mut known: Vec<&str> = MEDIA.iter().map(|(ours, _)| *ours).collect();
        known.extend(["viewport", "geolocation"]);
        self.only(step, &known)?;
        let mut lines = Vec::new();
        if step.contains_key("viewport") {
            lines.push(format!("await page.setViewportSize({});", self.any(step, "viewport")));
        }
        if step.contains_key("geolocation") {
            lines.push(format!("await context.setGeolocation({});", self.any(step, "geolocation")));
        }
        let media = self.passed_on(step, MEDIA);
        if !media.is_empty() {
            lines.push(format!("await page.emulateMedia({{ {} }});", media.join(", ")));
        }
        Ok(lines)
    }

    fn clock(&mut self, step: &Map<String, Value>) -> Said {
        let calls = [
            ("install", "install"),
            ("set", "setSystemTime"),
            ("fix", "setFixedTime"),
            ("pause", "pauseAt"),
            ("fast_forward", "fastForward"),
            ("run_for", "runFor"),
            ("resume", "resume"),
        ];
        self.only(step, &calls.map(|(ours, _)| ours))?;
        let given = calls.into_iter().filter(|(ours, _)| step.contains_key(*ours));
        given
            .map(|(ours, call)| {
                let lasts = step.get(ours).and_then(Value::as_str).and_then(milliseconds);
                let argument = match ours {
                    "install" => format!("{{ time: {} }}", self.any(step, ours)),
                    "resume" => String::new(),
                    "fast_forward" | "run_for" => lasts.unwrap_or_else(|| self.any(step, ours)),
                    _ => self.any(step, ours),
                };
                Ok(format!("await page.clock.{call}({argument});"))
            })
            .collect()
    }

    fn dialog(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        self.only(step, &["action", "text", "message", "times"])?;
        let mut rule = vec![format!("accept: {}", text(step, "action") == "accept")];
        if step.contains_key("text") {
            rule.push(format!("text: {}", self.filled(step, "text")));
        }
        if let Some(message) = step.get("message") {
            rule.push(format!("fits: {}", self.predicate(message, true)));
        }
        rule.extend(self.passed_on(step, &[("times", "left")]));
        let (dialogs, rule) = (self.declares("dialogs"), rule.join(", "));
        Ok(vec![match kind {
            "handle_dialog" => format!("{dialogs}.next = {{ {rule} }};"),
            _ => format!("{dialogs}.standing.push({{ {rule} }});"),
        }])
    }
}

fn emulated_fields(emulation: Option<&Emulation>) -> Map<String, Value> {
    match emulation.map(|emulation| json!(emulation)) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// `90s` as milliseconds; Playwright knows the other forms itself.
fn milliseconds(text: &str) -> Option<String> {
    let number = |text: &str, times: f64| text.trim().parse::<f64>().ok().map(|n| (n * times).to_string());
    if text.contains(':') {
        return None;
    }
    [("ms", 1.0), ("s", 1e3), ("m", 6e4), ("h", 3.6e6), ("d", 8.64e7), ("", 1.0)]
        .into_iter()
        .find_map(|(unit, times)| number(text.strip_suffix(unit)?, times))
}
