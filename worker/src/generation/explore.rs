//! Looks at the site. A model goes where the prompt leads it and only reads: its browser sends nothing but `GET`, and what pays, deletes or
//! sends is refused. Where no model can, the first page is looked at, and the pages behind the links that the prompt seems to be about.

use std::collections::BTreeSet;

use flowtilla_shared::{
    domain::flow::{self, Flow, template},
    store::{ExecutionDetail, RunDetail},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Generation, request::GenerationRequest};

/// Pages behind links that are looked at.
const MOST_LINKS: usize = 5;
/// Answers of the model that looks around, and its time in milliseconds.
const MOST_TURNS: u32 = 10;
const LOOKS_AROUND_MS: u64 = 75_000;
/// Pages that the model which writes is shown.
const MOST_PAGES: usize = 8;
/// Fewer pages than these are no look around.
const FEWEST_PAGES: usize = 2;
/// The part of a generation's dollars that looking around may cost.
const SHARE: f64 = 0.25;
/// What is left of the rest for writing.
pub const REST: f64 = 1.0 - SHARE;
/// Elements of one page that the model is shown.
const MOST_ELEMENTS: usize = 80;

/// A page as the model is shown it.
#[derive(Clone, Debug)]
pub struct PageSeen {
    pub url: String,
    pub elements: Vec<ElementSeen>,
}

/// An element, with a locator that was tried and means it alone.
#[derive(Clone, Debug, Deserialize)]
pub struct ElementSeen {
    #[serde(default)]
    pub description: String,
    pub role: Option<String>,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub locators: Vec<Locator>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Locator {
    pub target: serde_json::Value,
}

#[derive(Deserialize)]
struct Inspection {
    /// Absent: the page that the run was made for.
    url: Option<String>,
    elements: Vec<ElementSeen>,
}

impl Generation<'_> {
    /// Looks at some pages of the site.
    ///
    /// # Errors
    /// When not even the first page can be seen.
    pub(super) async fn explore(&mut self, request: &GenerationRequest) -> Result<Vec<PageSeen>, String> {
        let mut pages = self.led_by_model(request).await?;
        if pages.len() < FEWEST_PAGES {
            for page in self.crawl(request).await? {
                if !pages.iter().any(|known| same_page(&known.url, &page.url)) {
                    pages.push(page);
                }
            }
        }
        pages.truncate(MOST_PAGES);
        Ok(pages)
    }

    /// The pages that a model has come to; none when it cannot look around.
    async fn led_by_model(&mut self, request: &GenerationRequest) -> Result<Vec<PageSeen>, String> {
        let Some(flow) = looks_around(request).filter(|_| self.models.roster().chain(request.model.as_deref()).is_ok())
        else {
            return Ok(Vec::new());
        };
        let base = request.base_url.as_deref().unwrap_or_default();
        let message = format!("A model looks around {base}.");
        let run = self.execute("explore_led", "exploring", &message, vec![flow]).await?;
        let mut pages = Vec::new();
        let Some(execution) = run.executions.first() else { return Ok(pages) };
        let attempt = execution.row.attempt;
        for artifact in execution.artifacts.iter().filter(|a| a.kind == "inspection" && a.attempt == attempt) {
            if let Some(Inspection { url: Some(url), elements }) = self.inspection(&artifact.sha256).await {
                pages.push(PageSeen { url, elements });
            }
        }
        Ok(pages)
    }

    /// Looks at up to six pages of the site: the first, and some behind its links.
    async fn crawl(&mut self, request: &GenerationRequest) -> Result<Vec<PageSeen>, String> {
        let base = request.base_url.as_deref().unwrap_or_default();
        let message = format!("Looking at {base}.");
        let first = self.execute("explore", "exploring", &message, vec![look_at(base)?]).await?;
        let mut pages = self.pages(&first, &[base.to_owned()]).await;
        if pages.is_empty() {
            let why = first.executions.first().and_then(|execution| execution.row.message.clone());
            let step = first.executions.first().and_then(|execution| {
                execution.steps.iter().find_map(|step| step.error.as_ref().map(|error| error.message.clone()))
            });
            let why = step.or(why).unwrap_or_else(|| "the page could not be looked at".into());
            return Err(format!("{base} cannot be explored: {why}"));
        }
        let links = links(base, &pages[0], &request.prompt);
        if links.is_empty() {
            return Ok(pages);
        }
        let flows = links.iter().map(|link| look_at(link)).collect::<Result<Vec<_>, _>>()?;
        let message = format!("Looking at {} pages behind it.", links.len());
        let more = self.execute("explore_links", "exploring", &message, flows).await?;
        pages.extend(self.pages(&more, &links).await);
        Ok(pages)
    }

    async fn pages(&self, run: &RunDetail, urls: &[String]) -> Vec<PageSeen> {
        let mut pages = Vec::new();
        for (execution, url) in run.executions.iter().zip(urls) {
            if let Some(elements) = self.inspected(execution).await {
                pages.push(PageSeen { url: url.clone(), elements });
            }
        }
        pages
    }

    async fn inspected(&self, execution: &ExecutionDetail) -> Option<Vec<ElementSeen>> {
        let artifact = execution.artifacts.iter().rev().find(|artifact| artifact.kind == "inspection")?;
        self.inspection(&artifact.sha256).await.map(|found| found.elements)
    }

    async fn inspection(&self, sha256: &str) -> Option<Inspection> {
        let bytes = self.worker.blobs.get(sha256).await.ok()?;
        let mut found: Inspection = serde_json::from_slice(&bytes).ok()?;
        found.elements.truncate(MOST_ELEMENTS);
        Some(found)
    }
}

/// A flow in which a model goes from page to page; `None` when the site has no address that a flow could begin at.
fn looks_around(request: &GenerationRequest) -> Option<Flow> {
    let base = request.base_url.as_deref()?;
    let about: String = request.prompt.chars().take(4_000).collect();
    let goal = format!(
        "Explore this web site, so that tests can be written for it. What the tests are to be about: {}\n\
         Open the pages and forms that matter for that, one after another, each once. Look only: send, buy, change and delete nothing. \
         Call `done` when you have seen what a tester must know.",
        template::escaped(&about)
    );
    let mut step = json!({
        "type": "ai_act", "goal": goal, "risky": "refuse", "max_turns": MOST_TURNS, "timeout_ms": LOOKS_AROUND_MS,
    });
    if let Some(model) = &request.model {
        step["model"] = json!(model);
    }
    if let Some(usd) = request.max_usd {
        step["max_usd"] = json!(usd * SHARE);
    }
    let document = json!({
        "name": format!("Look around {base}").chars().take(100).collect::<String>(),
        "start_url": template::escaped(base), "allowed_methods": ["GET"], "steps": [step],
    });
    flow::check_value(&document).flow
}

fn same_page(one: &str, other: &str) -> bool {
    let bare = |url: &str| url.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
    bare(one) == bare(other)
}

fn look_at(url: &str) -> Result<Flow, String> {
    let document = json!({
        "name": format!("Explore {url}").chars().take(100).collect::<String>(),
        "steps": [{ "type": "goto", "url": url }, { "type": "inspect", "all": true }],
    });
    let checked = flow::check_value(&document);
    let why = checked.errors().next().map(ToString::to_string);
    checked.flow.ok_or_else(|| why.unwrap_or_else(|| format!("`{url}` is no address")))
}

/// Links of the same site, those first whose words the prompt has.
fn links(base: &str, page: &PageSeen, prompt: &str) -> Vec<String> {
    let Ok(base) = Url::parse(base) else { return Vec::new() };
    let prompt = prompt.to_lowercase();
    let mut seen = BTreeSet::from([base.as_str().trim_end_matches('/').to_owned()]);
    let mut found: Vec<(usize, String)> = Vec::new();
    for element in page.elements.iter().filter(|element| element.role.as_deref() == Some("link")) {
        let href = element.description.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
        // one that was clipped is no address
        let Some((href, _)) = href.filter(|(href, _)| !href.contains('…')) else { continue };
        let Ok(mut url) = base.join(href) else { continue };
        url.set_fragment(None);
        if url.origin() != base.origin() || !seen.insert(url.as_str().trim_end_matches('/').to_owned()) {
            continue;
        }
        let words = format!("{} {}", element.name, url.path()).to_lowercase();
        let words = words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() > 2);
        found.push((words.filter(|word| prompt.contains(word)).count(), url.to_string()));
    }
    // stable: among equals the page's own order
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(MOST_LINKS).map(|(_, url)| url).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_looks_around_can_only_read_and_nothing_in_the_prompt_is_filled_in() {
        let request = json!({ "prompt": "Type {{secret.pin}}", "base_url": "http://shop.example", "max_usd": 2.0 });
        let request: Option<GenerationRequest> = serde_json::from_value(request).ok();
        let flow = request.and_then(|request| looks_around(&request)).and_then(|flow| serde_json::to_value(flow).ok());
        let Some(flow) = flow else { panic!("it is no flow") };
        assert_eq!(flow["allowed_methods"], json!(["GET"]));
        let step = &flow["steps"][0];
        assert_eq!((&step["risky"], &step["max_usd"]), (&json!("refuse"), &json!(0.5)));
        assert!(template::names(step).is_empty(), "{step}");
    }

    #[test]
    fn links_of_the_site_are_followed_the_fitting_ones_first_and_others_not() {
        let link = |name: &str, href: &str| ElementSeen {
            description: format!("<a href=\"{href}\">{name}</a>"),
            role: Some("link".into()),
            name: name.into(),
            locators: Vec::new(),
        };
        let elements = vec![
            link("Teapots", "/teapots"),
            link("Elsewhere", "http://evil.example/"),
            link("Sign in", "/login"),
            link("Teapots again", "/teapots#top"),
            link("Home", "/"),
        ];
        let page = PageSeen { url: "http://shop.example/".into(), elements };
        let found = links("http://shop.example", &page, "Test how one can sign in");
        assert_eq!(found, ["http://shop.example/login", "http://shop.example/teapots"]);
    }
}
