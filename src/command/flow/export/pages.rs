//! Pages, tabs, waits.

use serde_json::{Map, Value};

use super::{
    gap::{Gap, Said},
    steps::{behind, text},
    values,
    writer::Writer,
};

impl Writer<'_> {
    pub(super) fn page_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        Some(match kind {
            "goto" => self.goto(step),
            "back" | "forward" | "reload" => self.only(step, &["wait_until"]).map(|()| {
                let call = match kind {
                    "back" => "goBack",
                    "forward" => "goForward",
                    _ => "reload",
                };
                vec![format!("await page.{call}({});", self.options(step, &[("wait_until", "waitUntil")], &[]))]
            }),
            "stop_loading" => Ok(vec!["await page.evaluate(() => window.stop());".into()]),
            "set_content" => self.only(step, &["html", "wait_until"]).map(|()| {
                let options = behind(self.options(step, &[("wait_until", "waitUntil")], &[]));
                vec![format!("await page.setContent({}{options});", self.filled(step, "html"))]
            }),
            "set_viewport" => self.only(step, &["width", "height"]).map(|()| {
                let (width, height) = (self.any(step, "width"), self.any(step, "height"));
                vec![format!("await page.setViewportSize({{ width: {width}, height: {height} }});")]
            }),
            "new_tab" | "switch_tab" | "wait_popup" | "close_tab" => self.tabs(step, kind),
            "wait_for" => self.wait_for(step),
            "wait_url" => self.only(step, &["url"]).map(|()| {
                let url = self.url(step.get("url").unwrap_or(&Value::Null));
                vec![format!(
                    "await page.waitForURL({url}{});",
                    behind(self.options(step, &[], &["waitUntil: 'commit'".into()]))
                )]
            }),
            "wait_load" => self.only(step, &["state"]).and_then(|()| match text(step, "state") {
                "settled" => Err(Gap::field("state")),
                state => {
                    let state = values::text(if state.is_empty() { "load" } else { state });
                    Ok(vec![format!("await page.waitForLoadState({state}{});", behind(self.options(step, &[], &[])))])
                }
            }),
            "wait_function" => self.wait_function(step),
            "sleep" => {
                self.only(step, &["ms"]).map(|()| vec![format!("await page.waitForTimeout({});", self.any(step, "ms"))])
            }
            "screenshot" => self.screenshot(step),
            _ => return None,
        })
    }

    fn goto(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["url", "wait_until", "referer"])?;
        let url = self.address(text(step, "url"));
        let options = self.options(step, &[("wait_until", "waitUntil"), ("referer", "referer")], &[]);
        Ok(vec![format!("await page.goto({url}{});", behind(options))])
    }

    fn tabs(&mut self, step: &Map<String, Value>, kind: &str) -> Said {
        self.only(step, &["url", "tab", "alias"])?;
        let mut lines = match kind {
            "new_tab" => {
                let url = step.get("url").and_then(Value::as_str).map(str::to_owned);
                let url = url.map(|url| format!(", {}", self.address(&url))).unwrap_or_default();
                vec![format!("page = await {}(page{url});", self.needs("opened"))]
            }
            "close_tab" => match step.get("tab") {
                None => vec![format!("page = await {}(page);", self.needs("closed"))],
                Some(which) => {
                    let which = self.which_tab(which)?;
                    let tab = self.needs("tab");
                    vec![
                        "{".into(),
                        "  const front = page;".into(),
                        format!("  await (await {tab}(page, {which})).close();"),
                        "  await front.bringToFront();".into(),
                        "}".into(),
                    ]
                }
            },
            "wait_popup" => {
                self.needs("visited");
                let fits = match step.get("url") {
                    Some(url) => format!(" && {}.test(one.url())", self.url(url)),
                    None => String::new(),
                };
                vec![format!("page = await {}(page, one => !visited.has(one){fits});", self.needs("tab"))]
            }
            _ => match step.get("tab") {
                Some(Value::Object(by)) if by.contains_key("alias") => {
                    let name = values::any(&by["alias"], &self.vars);
                    vec![format!("page = {}[{name}];", self.declares("tabs")), "await page.bringToFront();".into()]
                }
                which => {
                    let which = self.which_tab(which.unwrap_or(&Value::Null))?;
                    vec![format!("page = await {}(page, {which});", self.needs("tab"))]
                }
            },
        };
        if step.contains_key("alias") {
            let name = self.filled(step, "alias");
            lines.push(format!("{}[{name}] = page;", self.declares("tabs")));
        }
        Ok(lines)
    }

    fn which_tab(&mut self, which: &Value) -> Result<String, Gap> {
        Ok(match which {
            Value::Number(n) => format!("(_, index) => index === {n}"),
            Value::String(word) if word == "latest" => {
                "(one, index, all) => index === all.length - 1 && one !== page".to_owned()
            }
            Value::Object(by) if by.contains_key("url") => format!("one => {}.test(one.url())", self.url(&by["url"])),
            Value::Object(by) if by.contains_key("title") => {
                format!("async one => ({})(await one.title())", self.predicate(&by["title"], true))
            }
            Value::Object(by) if by.contains_key("alias") => {
                let name = values::any(&by["alias"], &self.vars);
                format!("one => one === {}[{name}]", self.declares("tabs"))
            }
            _ => {
                return Err(Gap {
                    at: ".tab".into(),
                    what: "a tab that is known only when it runs has no counterpart".into(),
                });
            }
        })
    }

    fn wait_for(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "state"])?;
        let target = self.target(step, "target")?;
        Ok(vec![match text(step, "state") {
            state @ ("" | "visible" | "hidden" | "attached" | "detached") => {
                let state = if state.is_empty() { "visible" } else { state };
                let options = self.options(step, &[], &[format!("state: '{state}'")]);
                format!("await {target}.waitFor({options});")
            }
            state => {
                let time = format!("timeout: {}", Self::patience(step, 30_000));
                let (call, negative) = super::elements::state(state, &time, None).ok_or_else(|| Gap::field("state"))?;
                format!("await expect({target}){}.{call};", if negative { ".not" } else { "" })
            }
        }])
    }

    fn wait_function(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["js", "args", "var"])?;
        let args = step.get("args").map_or_else(|| "undefined".into(), |args| values::any(args, &self.vars));
        let options = behind(self.options(step, &[], &[]));
        let (head, tail) = match text(step, "var") {
            "" => ("await page.waitForFunction(".to_owned(), ");"),
            _ => (format!("{}await (await page.waitForFunction(", self.assigns(step)), ")).jsonValue();"),
        };
        let mut lines = vec![format!("{head}async (args: any) => {{")];
        lines.extend(text(step, "js").trim_end().lines().map(|line| format!("  {line}")));
        lines.push(format!("}}, {args}{options}{tail}"));
        Ok(lines)
    }

    fn screenshot(&mut self, step: &Map<String, Value>) -> Said {
        self.only(step, &["target", "full_page", "name", "mask"])?;
        let name = match text(step, "name") {
            "" => "'screenshot.png'".to_owned(),
            name => values::filled(&format!("{name}.png"), &self.vars),
        };
        let mut given = vec![format!("path: test.info().outputPath({name})")];
        if let Some(Value::Array(masks)) = step.get("mask") {
            let masks = masks.iter().map(|mask| self.locator(mask)).collect::<Result<Vec<_>, _>>();
            given.push(format!("mask: [{}]", masks.map_err(|gap| gap.within("mask"))?.join(", ")));
        }
        let of = if step.contains_key("target") { self.target(step, "target")? } else { "page".into() };
        Ok(vec![format!("await {of}.screenshot({});", self.options(step, &[("full_page", "fullPage")], &given))])
    }

    /// An address matcher as a regular expression.
    pub(super) fn url(&mut self, matcher: &Value) -> String {
        match matcher {
            Value::String(glob) => {
                let glob = values::filled(glob, &self.vars);
                format!("{}({glob})", self.needs("globbed"))
            }
            matcher => match matcher.get("equals").and_then(Value::as_str) {
                Some(whole) => {
                    self.needs("quoted");
                    values::literal_regex(whole, true, &self.vars)
                }
                None => self.matcher(matcher),
            },
        }
    }
}
