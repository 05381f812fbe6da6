//! Looks at the site: its first page, then the pages behind the links that the prompt seems to be about.

use std::collections::BTreeSet;

use flowtilla_shared::{
    domain::flow::{self, Flow},
    store::{ExecutionDetail, RunDetail},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Generation, request::GenerationRequest};

/// Pages behind links that are looked at.
const MOST_LINKS: usize = 5;
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
    elements: Vec<ElementSeen>,
}

impl Generation<'_> {
    /// Looks at up to six pages of the site.
    ///
    /// # Errors
    /// When not even the first page can be seen.
    pub(super) async fn explore(&mut self, request: &GenerationRequest) -> Result<Vec<PageSeen>, String> {
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
        let bytes = self.worker.blobs.get(&artifact.sha256).await.ok()?;
        let mut found: Inspection = serde_json::from_slice(&bytes).ok()?;
        found.elements.truncate(MOST_ELEMENTS);
        Some(found.elements)
    }
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
