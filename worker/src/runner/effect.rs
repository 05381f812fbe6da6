//! What a step did: the page that it led to, the requests that it made, the dialogs that it opened, the parts of the page that it changed.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::RecordedEffect,
    outcome::{ErrorKind, StepError},
};
use url::Url;

use super::Runner;

/// Longest wait for a healed step to have its effect.
const EFFECT_WITHIN: Duration = Duration::from_secs(3);
const BREATH: Duration = Duration::from_millis(50);
/// Longest time for the outline of a page.
const OUTLINED_WITHIN: Duration = Duration::from_secs(2);
/// Requests and regions of one effect, at most.
const MOST: usize = 20;
/// Dialogs that are remembered, at most.
const MOST_DIALOGS: usize = 1_000;
/// Parts of a page that have a name of their own: landmarks, and what speaks to the user.
const REGIONS: [&str; 14] = [
    "alert",
    "alertdialog",
    "banner",
    "complementary",
    "contentinfo",
    "dialog",
    "form",
    "list",
    "main",
    "navigation",
    "region",
    "search",
    "status",
    "table",
];

/// Where everything stood before a step.
pub(super) struct Trace {
    page: String,
    log: u64,
    dialogs: usize,
    regions: BTreeMap<String, u64>,
}

impl Runner {
    /// Where everything stands now.
    pub(super) async fn trace(&mut self) -> Trace {
        self.note_browser_events();
        let regions = self.regions().await;
        let dialogs = self.dialogs.len();
        let Some(driver) = self.browser.driver_mut() else {
            return Trace { page: String::new(), log: 0, dialogs, regions };
        };
        let log = driver.observer().map_or(0, |observer| observer.log().here());
        Trace { page: path_of(&driver.location().0), log, dialogs, regions }
    }

    /// What has happened since.
    pub(super) async fn effect_since(&mut self, trace: &Trace) -> RecordedEffect {
        self.note_browser_events();
        let mut dialogs = self.dialogs.get(trace.dialogs..).unwrap_or_default().to_vec();
        dialogs.truncate(MOST);
        let Some(driver) = self.browser.driver_mut() else { return RecordedEffect::default() };
        let page = path_of(&driver.location().0);
        let mut requests = Vec::new();
        if let Some(observer) = driver.observer() {
            let log = observer.log();
            let changing = |method: &str| !matches!(method, "GET" | "HEAD" | "OPTIONS");
            let since = log.exchanges.iter().filter(|exchange| exchange.seq >= trace.log && changing(&exchange.method));
            requests.extend(since.map(|exchange| format!("{} {}", exchange.method, path_of(&exchange.url))).take(MOST));
        }
        requests.sort();
        requests.dedup();
        if page != trace.page {
            // on another page everything is another
            return RecordedEffect { page: Some(page), requests, dialogs, regions: Vec::new() };
        }
        let regions = changed(&trace.regions, &self.regions().await);
        RecordedEffect { page: None, requests, dialogs, regions }
    }

    /// # Errors
    /// `assertion`, when the healed step did not do what the recorded one did: another page, another request, another dialog, or a part
    /// of the page that is as it was. What else has changed on the page counts for nothing: pages have clocks.
    pub(super) async fn same_effect(&mut self, expected: &RecordedEffect, trace: &Trace) -> Result<(), StepError> {
        let deadline = Instant::now() + EFFECT_WITHIN;
        // what it does may come late
        self.calm(deadline).await?;
        loop {
            let now = self.effect_since(trace).await;
            let changed = expected.regions.iter().all(|region| now.regions.contains(region));
            if now.requests == expected.requests
                && now.page == expected.page
                && now.dialogs == expected.dialogs
                && changed
            {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let told = |effect: &RecordedEffect| serde_json::to_string(effect).unwrap_or_default();
                let message = "The step was done by another locator and did something else than when it was recorded.";
                let error = StepError::new(ErrorKind::Assertion, message);
                return Err(error.with_values(told(expected), told(&now)));
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    /// A dialog has opened.
    pub(super) fn note_dialog(&mut self, kind: &str) {
        if self.dialogs.len() < MOST_DIALOGS {
            self.dialogs.push(kind.to_owned());
        }
    }

    async fn regions(&mut self) -> BTreeMap<String, u64> {
        let Some(driver) = self.browser.driver_mut() else { return BTreeMap::new() };
        let deadline = Instant::now() + OUTLINED_WITHIN;
        let outline = tokio::time::timeout_at(deadline.into(), driver.outline(deadline)).await;
        regions_of(&outline.ok().flatten().unwrap_or_default())
    }
}

/// The regions of an outline, each with a number that is another when anything in it is another.
fn regions_of(outline: &str) -> BTreeMap<String, u64> {
    let lines: Vec<&str> = outline.lines().collect();
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let Some(text) = text.strip_prefix("- ") else { continue };
        let role = text.split([' ', ':']).next().unwrap_or_default();
        if !REGIONS.contains(&role) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let within = |line: &&&str| line.len() - line.trim_start().len() > indent;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        lines[at + 1..].iter().take_while(within).for_each(|line| line.trim_start().hash(&mut hasher));
        let number = found.entry(role.to_owned()).or_default();
        *number = number.wrapping_mul(31).wrapping_add(hasher.finish());
    }
    found
}

/// Regions that came, went or are others.
fn changed(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> Vec<String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let others = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    others.take(MOST).cloned().collect()
}

/// The path of an address: queries and hosts change from run to run.
fn path_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_another_when_anything_in_it_is_and_others_stay_the_same() {
        let before = "- banner:\n  - link \"Home\"\n- main:\n  - status: 1 item\n  - list:\n    - listitem: Tea\n";
        let after = "- banner:\n  - link \"Home\"\n- main:\n  - status: 2 items\n  - list:\n    - listitem: Tea\n- dialog \"Sure?\"\n";
        assert_eq!(changed(&regions_of(before), &regions_of(after)), ["dialog", "main", "status"]);
        assert!(changed(&regions_of(before), &regions_of(before)).is_empty());
    }
}
