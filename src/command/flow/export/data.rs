//! Variables, scripts, files, downloads, requests beside the page, notes.

use serde_json::{Map, Value};

use super::{
    gap::{Gap, Said},
    steps::text,
    values,
    writer::{Writer, one_line},
};

impl Writer<'_> {
    pub(super) fn data_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        Some(match kind {
            "extract" => self.extract(step),
            "set" => self
                .only(step, &["var", "value"])
                .map(|()| vec![format!("{}{};", self.assigns(step), self.any(step, "value"))]),
            "evaluate" => self.evaluate(step),
            "http_request" => self.http_request(step),
            "wait_download" => self.only(step, &["name", "save_as", "var"]).and_then(|()| {
                Err("a download that has begun already cannot be waited for; put its step into `download`".into())
            }),
            "read_file" => self.only(step, &["file", "var"]).map(|()| {
                let file = self.filled(step, "file");
                vec![format!("{}readFileSync(test.info().outputPath({file}), 'utf8');", self.assigns(step))]
            }),
            "write_file" | "append_file" => self.write_file(step, kind),
            "parse_file" => self.parse_file(step),
            "log" => self.only(step, &["text"]).map(|()| vec![format!("console.log({});", self.filled(step, "text"))]),
            "chapter" => Ok(vec![format!("// ---- {}", one_line(text(step, "title")))]),
            "breakpoint" => Ok(vec!["await page.pause();".to_owned()]),
            "comment" => Ok(vec![format!("// {}", one_line(text(step, "text")))]),
            "annotate" => self.only(step, &["name", "text"]).map(|()| {
                let name = if step.contains_key("name") { self.filled(step, "name") } else { "'note'".into() };
                let text = self.filled(step, "text");
                vec![format!("test.info().annotations.push({{ type: {name}, description: {text} }});")]
            }),
            "record_metric" => self.only(step, &["name", "value", "unit"]).map(|()| {
                let (name, value) = (self.filled(step, "name"), self.any(step, "value"));
                vec![format!("test.info().annotations.push({{ type: {name}, description: String({value}) }});")]
            }),
            _ => return None,
        })
    }

    fn extract(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "what", "name", "matches", "var"])?;
        let target = self.target(step, "target")?;
        let var = self.assigns(step);
        let get = match text(step, "what") {
            "" | "text" => "innerText()".to_owned(),
            "value" => "inputValue()".into(),
            "attribute" => format!("getAttribute({})", self.filled(step, "name")),
            "html" => return Ok(vec![format!("{var}await {target}.innerHTML();")]),
            "count" => return Ok(vec![format!("{var}await {target}.count();")]),
            "list" => {
                let tidy = self.needs("tidy");
                return Ok(vec![format!("{var}(await {target}.allInnerTexts()).map({tidy});")]);
            }
            _ => return Err(Gap::field("what")),
        };
        let matches = step.get("matches").and_then(Value::as_str);
        let matches =
            matches.map(|pattern| format!(", {}", values::regex(pattern, "", &self.vars))).unwrap_or_default();
        Ok(vec![format!("{var}await {}(() => {target}.{get}{matches});", self.needs("read"))])
    }

    fn evaluate(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["js", "args", "var", "target"])?;
        let args = step.get("args").map_or_else(|| "undefined".into(), |args| values::any(args, &self.vars));
        let (of, params) = match step.get("target") {
            Some(_) => (self.target(step, "target")?, "(el: any, args: any)"),
            None => ("page".to_owned(), "(args: any)"),
        };
        let mut lines = vec![format!("{}await {of}.evaluate(async {params} => {{", self.assigns(step))];
        lines.extend(text(step, "js").trim_end().lines().map(|line| format!("  {line}")));
        lines.push(format!("}}, {args});"));
        Ok(lines)
    }

    fn http_request(&mut self, step: &Map<String, Value>) -> Said {
        let fields =
            ["url", "method", "headers", "body", "json", "form", "status", "var", "save", "cookies", "max_redirects"];
        self.only(step, &fields)?;
        let mut given = Vec::new();
        match step.get("method").and_then(Value::as_str) {
            None | Some("GET") => {}
            Some(_) => given.push(format!("method: {}", self.filled(step, "method"))),
        }
        let mut headers = step.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
        if step.contains_key("json") && !headers.keys().any(|name| name.eq_ignore_ascii_case("content-type")) {
            headers.insert("content-type".into(), "application/json".into());
        }
        if !headers.is_empty() {
            given.push(format!("headers: {}", values::any(&Value::Object(headers), &self.vars)));
        }
        if step.contains_key("json") {
            given.push(format!("data: JSON.stringify({})", self.any(step, "json")));
        } else if step.contains_key("body") {
            given.push(format!("data: {}", self.filled(step, "body")));
        } else if step.contains_key("form") {
            given.push(format!("form: {}", self.any(step, "form")));
        }
        let options = self.options(step, &[("max_redirects", "maxRedirects")], &given);
        let options = if options.is_empty() { "{}".into() } else { options };
        let wanted = status_pattern(step.get("status").and_then(Value::as_str).unwrap_or("1xx,2xx,3xx"))?;
        let ask = if step.get("cookies") == Some(&Value::Bool(true)) { "context.request" } else { "request" };
        let url = self.address(text(step, "url"));
        let call = format!("await {}({ask}, {url}, {options}, {wanted});", self.needs("got"));
        let save = step.get("save").and_then(Value::as_object).cloned().unwrap_or_default();
        if save.is_empty() {
            return Ok(vec![format!("{}{call}", self.assigns(step))]);
        }
        let mut lines = vec!["{".to_owned(), format!("  const answer = {call}")];
        if step.contains_key("var") {
            lines.push(format!("  {}answer;", self.assigns(step)));
        }
        let at = self.needs("at");
        for (name, path) in &save {
            let path = values::any(path, &self.vars);
            lines.push(format!("  {} = {at}(answer, {path});", values::path(name, &self.vars)));
        }
        lines.push("}".into());
        Ok(lines)
    }

    fn write_file(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        self.only(step, &["file", "text", "base64", "json"])?;
        let file = self.filled(step, "file");
        let content = if step.contains_key("json") {
            format!("JSON.stringify({})", self.any(step, "json"))
        } else if step.contains_key("base64") {
            format!("Buffer.from({}, 'base64')", self.filled(step, "base64"))
        } else {
            self.filled(step, "text")
        };
        let call = if kind == "write_file" { "writeFileSync" } else { "appendFileSync" };
        Ok(vec![format!("{call}(test.info().outputPath({file}), {content});")])
    }

    fn parse_file(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["file", "as", "var"])?;
        let json = match text(step, "as") {
            "json" => true,
            "text" => false,
            "" => text(step, "file").ends_with(".json"),
            _ => return Err(Gap::field("as")),
        };
        let read = format!("readFileSync(test.info().outputPath({}), 'utf8')", self.filled(step, "file"));
        let read = if json { format!("JSON.parse({read})") } else { read };
        Ok(vec![format!("{}{read};", self.assigns(step))])
    }

    /// `download` with the steps that start it; the lines around them.
    pub(super) fn download(&mut self, step: &Map<String, Value>, path: &str) -> Result<(), Gap> {
        self.only(step, &["steps", "name", "save_as", "var"])?;
        let steps = step.get("steps").and_then(Value::as_array).cloned().unwrap_or_default();
        let fits = match step.get("name") {
            Some(name) => format!(", download => ({})(download.suggestedFilename())", self.predicate(name, true)),
            None => String::new(),
        };
        let (var, kept, name) = (self.assigns(step), self.needs("kept"), self.filled(step, "save_as"));
        self.block("{", "}", |writer| {
            writer.line(format!("const download = page.waitForEvent('download'{fits});"));
            // nothing is left to hear of it when a step fails first
            writer.line("download.catch(() => {});");
            writer.steps(&steps, &format!("{path}.steps"));
            writer.line(format!("{var}await {kept}(await download, {name});"));
        });
        Ok(())
    }
}

/// `2xx,404` as a regular expression for a status.
pub(super) fn status_pattern(status: &str) -> Result<String, Gap> {
    let fine = |one: &str| one.len() == 3 && one.chars().all(|c| c.is_ascii_digit() || c == 'x' || c == 'X');
    let all: Vec<String> = status.split(',').map(|one| one.trim().to_lowercase()).collect();
    if !all.iter().all(|one| fine(one)) {
        return Err(Gap {
            at: ".status".into(),
            what: "a status that is known only when it runs has no counterpart".into(),
        });
    }
    Ok(format!("/^(?:{})$/", all.join("|").replace('x', "\\d")))
}
