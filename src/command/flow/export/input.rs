//! Mouse, touch, keyboard, forms, files that are given to the page.

use serde_json::{Map, Value};

use super::{
    gap::{Gap, Said},
    steps::{behind, text},
    values,
    writer::Writer,
};

const CLICK: &[(&str, &str)] = &[
    ("button", "button"),
    ("count", "clickCount"),
    ("modifiers", "modifiers"),
    ("position", "position"),
    ("delay", "delay"),
    ("force", "force"),
    ("trial", "trial"),
];

impl Writer<'_> {
    pub(super) fn input_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        Some(match kind {
            "click" => self.on_target(step, "click", CLICK, &["target"]),
            "hover" => {
                let names = [("modifiers", "modifiers"), ("position", "position"), ("force", "force")];
                self.on_target(step, "hover", &names, &["target", "hold_ms"]).map(|mut lines| {
                    if step.contains_key("hold_ms") {
                        lines.push(format!("await page.waitForTimeout({});", self.any(step, "hold_ms")));
                    }
                    lines
                })
            }
            "tap" => self.on_target(
                step,
                "tap",
                &[("position", "position"), ("force", "force"), ("trial", "trial")],
                &["target"],
            ),
            "drag" => self.drag(step),
            "drop_files" => self.drop_files(step),
            "mouse" => self.mouse(step),
            "scroll" => self.scroll(step),
            "scroll_until" => self.scroll_until(step),
            "fill" => self.only(step, &["target", "value"]).and_then(|()| {
                let (target, value) = (self.target(step, "target")?, self.filled(step, "value"));
                Ok(vec![format!("await {target}.fill({value}{});", behind(self.options(step, &[], &[])))])
            }),
            "clear" | "check" | "uncheck" | "focus" | "blur" => self.on_target(step, kind, &[], &["target"]),
            "set_checked" => self.only(step, &["target", "checked"]).and_then(|()| {
                let (target, checked) = (self.target(step, "target")?, self.any(step, "checked"));
                Ok(vec![format!("await {target}.setChecked({checked}{});", behind(self.options(step, &[], &[])))])
            }),
            "type" => self.type_text(step),
            "press" => self.press(step),
            "key_down" | "key_up" => self.only(step, &["key"]).map(|()| {
                let call = if kind == "key_down" { "down" } else { "up" };
                vec![format!("await page.keyboard.{call}({});", self.filled(step, "key"))]
            }),
            "select_text" => self.on_target(step, "selectText", &[], &["target"]),
            "select" => self.select(step),
            "fill_form" => self.fill_form(step),
            "submit" => self.only(step, &["target"]).and_then(|()| {
                let target = self.target(step, "target")?;
                Ok(vec![format!("await {}({target});", self.needs("submitted"))])
            }),
            "upload" => self.upload(step),
            _ => return None,
        })
    }

    /// `target.call({ options })`.
    fn on_target(&mut self, step: &Map<String, Value>, call: &str, names: &[(&str, &str)], more: &[&str]) -> Said {
        let fields: Vec<&str> = names.iter().map(|(ours, _)| *ours).chain(more.iter().copied()).collect();
        // one tap is all that there is
        let once = call == "tap" && step.get("count").is_none_or(|count| *count == 1);
        let fields = if once { [&fields[..], &["count"]].concat() } else { fields };
        self.only(step, &fields)?;
        let target = self.target(step, "target")?;
        Ok(vec![format!("await {target}.{call}({});", self.options(step, names, &[]))])
    }

    fn drag(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["from", "to", "from_position", "to_position", "steps", "path"])?;
        if step.get("path").and_then(Value::as_array).is_some_and(|path| !path.is_empty()) {
            let from = if step.contains_key("from") { self.target(step, "from")? } else { "undefined".into() };
            let steps = step.get("steps").map_or_else(|| "1".into(), Value::to_string);
            let path = self.any(step, "path");
            return Ok(vec![format!("await {}(page, {path}, {from}, {steps});", self.needs("dragged"))]);
        }
        let names = [("from_position", "sourcePosition"), ("to_position", "targetPosition"), ("steps", "steps")];
        let (from, to) = (self.target(step, "from")?, self.target(step, "to")?);
        Ok(vec![format!("await {from}.dragTo({to}{});", behind(self.options(step, &names, &[])))])
    }

    fn drop_files(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "files"])?;
        let (target, files) = (self.target(step, "target")?, self.files(step)?);
        Ok(vec![format!("await {}({target}, {files});", self.needs("dropped"))])
    }

    fn mouse(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["action", "target", "x", "y", "button", "count", "steps", "dx", "dy"])?;
        let steps = step.get("steps").map_or_else(|| "1".into(), Value::to_string);
        let (x, y) = (step.get("x"), step.get("y"));
        let place = match (x, y) {
            (None, None) => None,
            _ => Some((self.any(step, "x"), self.any(step, "y"))),
        };
        let mut lines = Vec::new();
        if step.contains_key("target") {
            let target = self.target(step, "target")?;
            let at = place.map_or_else(|| "undefined".into(), |(x, y)| format!("{{ x: {x}, y: {y} }}"));
            lines.push(format!("await {}(page, {target}, {at}, {steps});", self.needs("moved")));
        } else if let Some((x, y)) = place {
            lines.push(format!("await page.mouse.move({x}, {y}, {{ steps: {steps} }});"));
        }
        let options = self.passed_on(step, &[("button", "button"), ("count", "clickCount")]);
        let options = if options.is_empty() { String::new() } else { format!("{{ {} }}", options.join(", ")) };
        match text(step, "action") {
            "move" => {}
            "wheel" => {
                let side = |name: &str| step.get(name).map_or_else(|| "0".into(), |n| values::any(n, &self.vars));
                lines.push(format!("await page.mouse.wheel({}, {});", side("dx"), side("dy")));
            }
            "click" => {
                lines.push(format!("await page.mouse.down({options});"));
                lines.push(format!("await page.mouse.up({options});"));
                if step.get("count").is_some_and(|count| *count != 1) {
                    return Err(Gap::field("count"));
                }
            }
            way => lines.push(format!("await page.mouse.{way}({options});")),
        }
        Ok(lines)
    }

    fn scroll(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "direction", "amount", "pages", "to"])?;
        let target = if step.contains_key("target") { Some(self.target(step, "target")?) } else { None };
        let all = || "page.locator('html')".to_owned();
        if step.contains_key("to") {
            let to = self.any(step, "to");
            return Ok(vec![format!("await {}({}, {to});", self.needs("scrolled"), target.unwrap_or_else(all))]);
        }
        let Some(direction) = step.get("direction").and_then(Value::as_str) else {
            return Ok(vec![format!("await {}.scrollIntoViewIfNeeded();", target.unwrap_or_default())]);
        };
        if !step.contains_key("amount") {
            let pages = step.get("pages").map_or_else(|| "0.8".into(), |pages| values::any(pages, &self.vars));
            let way = values::text(direction);
            return Ok(vec![format!(
                "await {}({}, {way}, {pages});",
                self.needs("scrolled"),
                target.unwrap_or_else(all)
            )]);
        }
        let amount = self.any(step, "amount");
        let (x, y) = match direction {
            "up" => ("0".into(), format!("-{amount}")),
            "left" => (format!("-{amount}"), "0".into()),
            "right" => (amount, "0".into()),
            _ => ("0".into(), amount),
        };
        let mut lines: Vec<String> = target.map(|target| format!("await {target}.hover();")).into_iter().collect();
        lines.push(format!("await page.mouse.wheel({x}, {y});"));
        Ok(lines)
    }

    fn scroll_until(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "pane", "direction", "max"])?;
        let target = self.target(step, "target")?;
        let pane = if step.contains_key("pane") { self.target(step, "pane")? } else { "page.locator('html')".into() };
        let way = values::text(step.get("direction").and_then(Value::as_str).unwrap_or("down"));
        let max = step.get("max").map_or_else(|| "50".into(), Value::to_string);
        Ok(vec![format!("await {}({target}, {pane}, {way}, {max});", self.needs("scrolledUntil"))])
    }

    fn type_text(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "text", "delay", "submit"])?;
        let typed = self.filled(step, "text");
        let mut lines = vec![if step.contains_key("target") {
            let target = self.target(step, "target")?;
            format!(
                "await {target}.pressSequentially({typed}{});",
                behind(self.options(step, &[("delay", "delay")], &[]))
            )
        } else {
            let delay = step.get("delay").map(|ms| format!(", {{ delay: {ms} }}")).unwrap_or_default();
            format!("await page.keyboard.type({typed}{delay});")
        }];
        if step.get("submit") == Some(&Value::Bool(true)) {
            lines.push("await page.keyboard.press('Enter');".into());
        }
        Ok(lines)
    }

    fn press(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "keys", "repeat", "hold_ms"])?;
        let keys = self.filled(step, "keys");
        let press = if step.contains_key("target") {
            let target = self.target(step, "target")?;
            format!("await {target}.press({keys}{});", behind(self.options(step, &[("hold_ms", "delay")], &[])))
        } else {
            let delay = step.get("hold_ms").map(|ms| format!(", {{ delay: {ms} }}")).unwrap_or_default();
            format!("await page.keyboard.press({keys}{delay});")
        };
        Ok(vec![match step.get("repeat") {
            Some(n) if *n != 1 => format!("for (let n = 0; n < {}; n++) {press}", values::any(n, &self.vars)),
            _ => press,
        }])
    }

    fn select(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "value", "mode"])?;
        if step.get("mode").is_some_and(|mode| mode != "replace") {
            return Err(Gap::field("mode"));
        }
        let (target, value) = (self.target(step, "target")?, self.any(step, "value"));
        // a list of texts and objects is none for Playwright
        let value = match step.get("value") {
            Some(Value::Array(items)) if items.iter().any(Value::is_object) && items.iter().any(Value::is_string) => {
                mixed(&target, items, &self.vars)
            }
            _ => value,
        };
        Ok(vec![format!("await {target}.selectOption({value}{});", behind(self.options(step, &[], &[])))])
    }

    fn fill_form(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["fields", "submit"])?;
        let mut lines = Vec::new();
        let mut last = String::new();
        for (index, field) in step.get("fields").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let within = |gap: Gap| gap.within("target").within(&format!("fields[{index}]"));
            last = self.locator(field.get("target").unwrap_or(&Value::Null)).map_err(within)?;
            let value = values::any(field.get("value").unwrap_or(&Value::Null), &self.vars);
            lines.push(format!("await {}({last}, {value});", self.needs("filled")));
        }
        if step.get("submit") == Some(&Value::Bool(true)) {
            lines.push(format!("await {}({last});", self.needs("submitted")));
        }
        Ok(lines)
    }

    fn upload(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "files", "next_chooser"])?;
        let files = self.files(step)?;
        if step.get("next_chooser") == Some(&Value::Bool(true)) {
            return Ok(vec![format!("page.once('filechooser', chooser => chooser.setFiles({files}));")]);
        }
        let target = self.target(step, "target")?;
        Ok(vec![format!("await {target}.setInputFiles({files}{});", behind(self.options(step, &[], &[])))])
    }

    /// Files with their content.
    fn files(&mut self, step: &Map<String, Value>) -> Result<String, Gap> {
        let mut files = Vec::new();
        for (index, file) in step.get("files").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let part = |name: &str| file.get(name).and_then(Value::as_str);
            let contents = match (part("text"), part("base64"), part("file")) {
                (Some(text), _, _) => format!("Buffer.from({})", values::filled(text, &self.vars)),
                (None, Some(base64), _) => format!("Buffer.from({}, 'base64')", values::filled(base64, &self.vars)),
                (None, None, Some(file)) => {
                    format!("readFileSync(test.info().outputPath({}))", values::filled(file, &self.vars))
                }
                (None, None, None) => {
                    let what = "a file that only the worker or the server has has no counterpart in Playwright";
                    return Err(Gap { at: format!(".files[{index}]"), what: what.into() });
                }
            };
            let name = values::filled(part("name").unwrap_or("file"), &self.vars);
            let media_type = values::text(part("media_type").unwrap_or("application/octet-stream"));
            files.push(format!("{{ name: {name}, mimeType: {media_type}, buffer: {contents} }}"));
        }
        Ok(format!("[{}]", files.join(", ")))
    }
}

/// Options of a list in which some are named by value or label, others by label or place: each is looked up in the page.
fn mixed(target: &str, items: &[Value], vars: &str) -> String {
    let wanted = values::any(&Value::Array(items.to_vec()), vars);
    format!(
        "await {target}.evaluate((select, wanted) => wanted.map((one: any) => \
         [...(select as HTMLSelectElement).options].find((option, index) => typeof one === 'string' \
         ? option.value === one || option.label === one \
         : (one.label ?? option.label) === option.label && (one.value ?? option.value) === option.value && (one.index ?? index) === index)!.value), {wanted})"
    )
}
