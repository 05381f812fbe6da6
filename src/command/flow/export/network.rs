//! Mocks, changed requests and answers, headers, waits for traffic.

use serde_json::{Map, Value};

use super::{
    data::status_pattern,
    gap::{Gap, Said},
    steps::text,
    values,
    writer::Writer,
};

impl Writer<'_> {
    pub(super) fn network_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        Some(match kind {
            "mock" => self.mock(step),
            "modify_request" => self.modify_request(step),
            "modify_response" => self.modify_response(step),
            "abort" => self.only(step, &["url", "method", "reason", "times"]).and_then(|()| {
                let reason = values::text(&text(step, "reason").replace('_', ""));
                let reason = if reason == "''" { String::new() } else { reason };
                self.routed(step, vec![format!("  await route.abort({reason});")])
            }),
            "unmock" => self.only(step, &[]).map(|()| vec!["await context.unrouteAll();".into()]),
            "offline" => self.only(step, &["offline"]).map(|()| {
                let on = step.get("offline").map_or_else(|| "true".into(), |on| values::any(on, &self.vars));
                vec![format!("await context.setOffline({on});")]
            }),
            "set_headers" => self
                .only(step, &["headers"])
                .map(|()| vec![format!("await context.setExtraHTTPHeaders({});", self.any(step, "headers"))]),
            "basic_auth" => self.only(step, &["username", "password"]).map(|()| {
                let (username, password) = (self.filled(step, "username"), self.filled(step, "password"));
                vec![format!("await context.setHTTPCredentials({{ username: {username}, password: {password} }});")]
            }),
            "block_hosts" => self.block_hosts(step),
            "mock_ws" => self.mock_socket(step),
            "add_init_script" => self.only(step, &["js", "args"]).map(|()| {
                let args = step.get("args").map_or_else(|| "undefined".into(), |args| values::any(args, &self.vars));
                let mut lines = vec!["await context.addInitScript((args: any) => {".to_owned()];
                lines.extend(text(step, "js").trim_end().lines().map(|line| format!("  {line}")));
                lines.push(format!("}}, {args});"));
                lines
            }),
            "add_style" => self
                .only(step, &["css"])
                .map(|()| vec![format!("await page.addStyleTag({{ content: {} }});", self.filled(step, "css"))]),
            "wait_request" | "wait_response" | "wait_console" => self.wait_traffic(step, kind),
            _ => return None,
        })
    }

    /// Lines that meet requests; they have `route`.
    fn routed(&mut self, step: &Map<String, Value>, lines: Vec<String>) -> Said {
        let url = self.url(step.get("url").unwrap_or(&Value::Null));
        let method = step.get("method").and_then(Value::as_str);
        let method = method.map_or_else(|| "undefined".into(), |method| values::text(&method.to_ascii_uppercase()));
        let times = step.get("times").map_or_else(|| "Infinity".into(), |times| values::any(times, &self.vars));
        let routed = self.needs("routed");
        let mut all = vec![format!("await {routed}(context, {url}, {method}, {times}, async route => {{")];
        all.extend(lines);
        all.push("});".into());
        Ok(all)
    }

    /// The body that a step gives, as an expression; JSON as its text.
    fn payload(&mut self, step: &Map<String, Value>) -> Option<String> {
        if step.contains_key("json") {
            Some(format!("JSON.stringify({})", self.any(step, "json")))
        } else if step.contains_key("base64") {
            Some(format!("Buffer.from({}, 'base64')", self.filled(step, "base64")))
        } else if step.contains_key("body") {
            Some(self.filled(step, "body"))
        } else {
            None
        }
    }

    fn mock(&mut self, step: &Map<String, Value>) -> Said {
        let fields =
            ["url", "method", "status", "headers", "body", "json", "base64", "content_type", "times", "delay_ms"];
        self.only(step, &fields)?;
        let mut parts = self.passed_on(step, &[("status", "status"), ("headers", "headers")]);
        parts.extend(self.payload(step).map(|body| format!("body: {body}")));
        if step.contains_key("content_type") {
            parts.push(format!("contentType: {}", self.filled(step, "content_type")));
        } else if step.contains_key("json") {
            parts.push("contentType: 'application/json'".into());
        }
        let mut lines = Vec::new();
        if step.contains_key("delay_ms") {
            lines.push(format!("  await new Promise(done => setTimeout(done, {}));", self.any(step, "delay_ms")));
        }
        lines.push(format!("  await route.fulfill({{ {} }});", parts.join(", ")));
        self.routed(step, lines)
    }

    fn modify_request(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["url", "method", "to_url", "to_method", "headers", "body", "json", "base64", "times"])?;
        let mut parts = self.passed_on(step, &[("to_url", "url"), ("to_method", "method")]);
        if step.contains_key("headers") {
            let merged = self.needs("merged");
            parts.push(format!("headers: {merged}(route.request().headers(), {})", self.any(step, "headers")));
        }
        parts.extend(self.payload(step).map(|body| format!("postData: {body}")));
        self.routed(step, vec![format!("  await route.continue({{ {} }});", parts.join(", "))])
    }

    fn modify_response(&mut self, step: &Map<String, Value>) -> Said {
        let fields = ["url", "method", "status", "headers", "body", "json", "base64", "set", "replace", "times"];
        self.only(step, &fields)?;
        let mut lines = vec!["  const response = await route.fetch();".to_owned()];
        let mut parts = vec!["response".to_owned()];
        parts.extend(self.passed_on(step, &[("status", "status")]));
        if step.contains_key("headers") {
            let merged = self.needs("merged");
            parts.push(format!("headers: {merged}(response.headers(), {})", self.any(step, "headers")));
        }
        let set = step.get("set").and_then(Value::as_object).cloned().unwrap_or_default();
        let replace = step.get("replace").and_then(Value::as_object).cloned().unwrap_or_default();
        if let Some(body) = self.payload(step) {
            parts.push(format!("body: {body}"));
        } else if !set.is_empty() {
            let put = self.needs("put");
            lines.push("  const data = await response.json();".into());
            for (path, value) in &set {
                lines.push(format!("  {put}(data, {}, {});", values::text(path), values::any(value, &self.vars)));
            }
            lines.push("  let body = JSON.stringify(data);".into());
        } else if !replace.is_empty() {
            lines.push("  let body = await response.text();".into());
        }
        if !(set.is_empty() && replace.is_empty()) {
            for (find, with) in &replace {
                let (find, with) = (values::filled(find, &self.vars), values::any(with, &self.vars));
                lines.push(format!("  body = body.replaceAll({find}, {with});"));
            }
            parts.push("body".into());
        }
        lines.push(format!("  await route.fulfill({{ {} }});", parts.join(", ")));
        self.routed(step, lines)
    }

    fn block_hosts(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["hosts"])?;
        let hosts = step.get("hosts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let patterns: Vec<String> = hosts
            .map(|host| {
                let plain = host.replace('.', "\\.");
                plain.strip_prefix("*\\.").map_or(plain.clone(), |rest| format!("(?:[^/]+\\.)?{rest}"))
            })
            .collect();
        if patterns.iter().any(|pattern| pattern.contains("{{")) {
            return Err(Gap::field("hosts"));
        }
        let regex = values::text(&format!("^[a-z]+://(?:{})(?::\\d+)?/", patterns.join("|")));
        Ok(vec![format!("await context.route(new RegExp({regex}), route => route.abort('blockedbyclient'));")])
    }

    fn mock_socket(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["url", "on_open", "replies", "echo"])?;
        let sent = |value: &Value, vars: &str| match value {
            Value::String(text) => values::filled(text, vars),
            other => format!("JSON.stringify({})", values::any(other, vars)),
        };
        let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let all = Value::Object(step.clone());
        let url = self.url(step.get("url").unwrap_or(&Value::Null));
        let mut lines =
            vec![format!("await context.routeWebSocket({url}, socket => {{"), "  socket.onMessage(message => {".into()];
        for reply in list(&all, "replies") {
            let fits = self.predicate(reply.get("to").unwrap_or(&Value::Null), false);
            lines.push(format!("    if (({fits})(String(message))) {{"));
            for message in list(&reply, "send") {
                lines.push(format!("      socket.send({});", sent(&message, &self.vars)));
            }
            if let Some(code) = reply.get("close") {
                lines.push(format!("      void socket.close({{ code: {code} }});"));
            }
            lines.push("      return;".into());
            lines.push("    }".into());
        }
        if step.get("echo") == Some(&Value::Bool(true)) {
            lines.push("    socket.send(message);".into());
        }
        lines.push("  });".into());
        for message in list(&all, "on_open") {
            lines.push(format!("  socket.send({});", sent(&message, &self.vars)));
        }
        lines.push("});".into());
        Ok(lines)
    }

    fn wait_traffic(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        let fields: &[&str] = match kind {
            "wait_console" => &["text", "level"],
            "wait_request" => &["url", "method", "body"],
            _ => &["url", "method", "status"],
        };
        self.only(step, fields)?;
        let found = match kind {
            "wait_console" => self.lines_like(&Value::Object(step.clone())),
            "wait_request" => self.requests_like(&Value::Object(step.clone())),
            _ => self.responses_like(&Value::Object(step.clone()))?,
        };
        let time = Self::patience(step, 30_000);
        Ok(vec![format!("await expect.poll(() => {found}.length, {{ timeout: {time} }}).toBeGreaterThan(0);")])
    }

    /// Requests that were made so far, and are like this.
    pub(super) fn requests_like(&mut self, wanted: &Value) -> String {
        let mut fits = self.address_and_method(wanted, "one");
        if let Some(body) = wanted.get("body") {
            fits.push(format!("({})(one.postData() ?? '')", self.predicate(body, false)));
        }
        filtered(self.declares("traffic"), "requests", &fits)
    }

    /// Answers that came so far, and are like this.
    pub(super) fn responses_like(&mut self, wanted: &Value) -> Result<String, Gap> {
        let mut fits = self.address_and_method(wanted, "one.request()");
        if let Some(status) = wanted.get("status").and_then(Value::as_str) {
            fits.push(format!("{}.test(String(one.status()))", status_pattern(status)?));
        }
        Ok(filtered(self.declares("traffic"), "responses", &fits))
    }

    /// Lines of the console that were written so far, and are like this.
    pub(super) fn lines_like(&mut self, wanted: &Value) -> String {
        let mut fits = Vec::new();
        if let Some(text) = wanted.get("text") {
            fits.push(format!("({})(one.text)", self.predicate(text, false)));
        }
        if let Some(level) = wanted.get("level").and_then(Value::as_str) {
            fits.push(format!("one.level === {}", values::text(level)));
        }
        filtered(self.declares("traffic"), "console", &fits)
    }

    fn address_and_method(&mut self, wanted: &Value, request: &str) -> Vec<String> {
        let mut fits = Vec::new();
        if let Some(url) = wanted.get("url") {
            fits.push(format!("{}.test(one.url())", self.url(url)));
        }
        if let Some(method) = wanted.get("method").and_then(Value::as_str) {
            fits.push(format!("{request}.method() === {}", values::text(&method.to_ascii_uppercase())));
        }
        fits
    }
}

fn filtered(traffic: &str, what: &str, fits: &[String]) -> String {
    if fits.is_empty() {
        format!("{traffic}.{what}")
    } else {
        format!("{traffic}.{what}.filter(one => {})", fits.join(" && "))
    }
}
