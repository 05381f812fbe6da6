//! Going to pages, and from tab to tab.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Arrival, TabRef},
    outcome::{ErrorKind, StepError},
};
use serde_json::{Value, json};
use url::Url;

use super::{
    Page,
    asking::{Nothing, Outcome},
};
use crate::driver::{
    Progress, hosts,
    port::{Fault, Journey, Manner, Port, Special},
};

/// How long `latest` waits for a tab newer than the one in front.
const NEWER_TAB: Duration = Duration::from_secs(3);
/// How long the newest tab is watched before all are looked at again.
const TAB_LOOK: Duration = Duration::from_millis(250);

impl<P: Port> Page<P> {
    pub(super) async fn goto(&mut self, url: &str, manner: Manner, progress: &mut Progress) -> Result<(), StepError> {
        let url = self.absolute(url)?;
        let until = json!(manner.until);
        progress.log.push(format!("navigating to \"{url}\", waiting until {until}"));
        self.travel(Journey::To(url), manner, progress).await
    }

    /// The address to go to: absolute, or relative to the page, or to the flow's start.
    pub(super) fn absolute(&self, url: &str) -> Result<String, StepError> {
        let here = Url::parse(&self.port.location().0).ok().filter(|u| ["http", "https"].contains(&u.scheme()));
        let base = here.or_else(|| self.options.base_url.as_deref().and_then(|b| Url::parse(b).ok()));
        let given = url.trim();
        let absolute: Url = match (Url::parse(given), base) {
            (Ok(absolute), _) => absolute,
            (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => base
                .join(given)
                .map_err(|e| StepError::refused(format!("`{url}` cannot be read relative to {base}: {e}.")))?,
            (Err(url::ParseError::RelativeUrlWithoutBase), None) => {
                return Err(StepError::refused(format!(
                    "`{url}` is relative, but no page is open and the flow has no `start_url`; give an absolute URL."
                )));
            }
            (Err(e), _) => return Err(StepError::refused(format!("`{url}` is not a URL: {e}."))),
        };
        match hosts::refusal(absolute.as_str(), &self.options.allowed_hosts) {
            Some(sentence) => Err(StepError::refused(sentence)),
            None => Ok(absolute.into()),
        }
    }

    pub(super) async fn travel(
        &mut self,
        journey: Journey,
        manner: Manner,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        progress.gate.pass().await?;
        let began = Instant::now();
        match self.port.travel_so(journey.clone(), &manner, progress.deadline).await {
            Ok(visit) => {
                if visit.nowhere {
                    progress.log.push("there is no such page in the tab's history".into());
                }
                Ok(())
            }
            Err(Fault::Late) => {
                let seconds = began.elapsed().as_secs_f64();
                let what = match journey {
                    Journey::To(url) => url,
                    Journey::Back | Journey::Forward | Journey::Reload => "The page".to_owned(),
                };
                let message = match manner.until {
                    Arrival::Load => format!("{what} did not load within {seconds:.1} s."),
                    Arrival::Commit => format!("{what} did not answer within {seconds:.1} s."),
                    Arrival::DomContentLoaded => format!("{what} was not parsed within {seconds:.1} s."),
                    Arrival::NetworkIdle => format!(
                        "{what} did not stop requesting things within {seconds:.1} s; wait until `load`, and for something that can be seen."
                    ),
                };
                let error = StepError::new(ErrorKind::Timeout, message);
                Err(self.step_error(Fault::Step(error), None, progress))
            }
            Err(Fault::Replaced | Fault::FrameGone) => {
                let error = StepError::new(ErrorKind::Navigation, "The tab went elsewhere meanwhile.");
                Err(self.step_error(Fault::Step(error), None, progress))
            }
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    pub(super) async fn set_content(
        &mut self,
        html: &str,
        until: Arrival,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let until = match until {
            Arrival::NetworkIdle => {
                return Err(StepError::refused(
                    "`set_content` waits until `commit`, `domcontentloaded` or `load`; then wait for something that can be seen.",
                ));
            }
            until @ (Arrival::Commit | Arrival::DomContentLoaded | Arrival::Load) => until,
        };
        progress.gate.pass().await?;
        let mut request = json!({ "op": "set_content", "html": html, "wait_until": until });
        let frame = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        // Once only; what it loads is waited for after that.
        match self.once::<Nothing>(&frame, &request, progress.deadline).await {
            Ok(Outcome::Good(_)) => return Ok(()),
            Ok(Outcome::Bad { error, .. }) if error.kind != ErrorKind::Timeout => {
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            Ok(Outcome::Bad { .. }) => {}
            Err(fault) => return Err(self.step_error(fault, None, progress)),
        }
        (request["html"], request["written"]) = (json!(""), json!(true));
        self.ask::<Nothing>(None, request, progress).await.map(drop)
    }

    pub(super) async fn stop_loading(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        self.special(Special::StopLoading, progress).await
    }

    pub(super) async fn new_tab(&mut self, url: Option<&str>, progress: &mut Progress) -> Result<(), StepError> {
        let url = url.map(|url| self.absolute(url)).transpose()?;
        progress.gate.pass().await?;
        if let Err(fault) = self.port.open_tab(progress.deadline).await {
            return Err(self.step_error(fault, None, progress));
        }
        match url {
            Some(url) => self.travel(Journey::To(url), Manner::default(), progress).await,
            None => Ok(()),
        }
    }

    pub(super) async fn close_tab(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        self.port.close_tab(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))
    }

    /// The number of a tab, which is waited for if need be.
    pub(super) async fn tab_index(&mut self, tab: &TabRef, progress: &mut Progress) -> Result<usize, StepError> {
        match tab {
            TabRef::Index(index) => self.tab_number(*index as usize, progress).await,
            TabRef::Word(word) if word == "latest" => self.latest_tab(progress).await,
            TabRef::Word(word) => Err(StepError::refused(format!(
                "`{word}` names no tab; give an index, \"latest\", {{url}}, {{title}} or {{alias}}."
            ))),
            TabRef::Url { url } => self.tab_that(&json!({ "url": url }), progress).await,
            TabRef::Title { title } => self.tab_that(&json!({ "title": title }), progress).await,
            TabRef::Alias { alias } => self.tab_called(alias, progress).await,
        }
    }

    pub(super) async fn switch_tab(&mut self, tab: &TabRef, progress: &mut Progress) -> Result<(), StepError> {
        let index = self.tab_index(tab, progress).await?;
        self.port.activate(index, progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))
    }

    async fn tab_number(&mut self, index: usize, progress: &mut Progress) -> Result<usize, StepError> {
        match self.port.more_tabs(index, progress.deadline).await {
            Ok(true) => Ok(index),
            Ok(false) => {
                let open = self.port.tabs(progress.deadline).await.map(|(tabs, _)| tabs.len()).unwrap_or_default();
                let error = StepError::new(
                    ErrorKind::NotFound,
                    format!(
                        "There is no tab {index}: {open} {} open, and they are counted from 0.",
                        if open == 1 { "tab is" } else { "tabs are" }
                    ),
                );
                Err(self.step_error(Fault::Step(error), None, progress))
            }
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    async fn latest_tab(&mut self, progress: &mut Progress) -> Result<usize, StepError> {
        let (tabs, active) =
            self.port.tabs(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))?;
        if active + 1 < tabs.len() {
            return Ok(tabs.len() - 1);
        }
        // A tab may just be opening.
        let by = progress.deadline.min(Instant::now() + NEWER_TAB);
        match self.port.more_tabs(tabs.len(), by).await {
            Ok(true) => Ok(tabs.len()),
            Ok(false) => {
                progress.log.push("no tab is newer than this one".into());
                Ok(active)
            }
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    /// Waits for a tab whose URL or title matches.
    async fn tab_that(&mut self, wanted: &Value, progress: &mut Progress) -> Result<usize, StepError> {
        loop {
            let (tabs, _) =
                self.port.tabs(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))?;
            let newest = tabs.len().saturating_sub(1);
            for (index, tab) in tabs.iter().enumerate() {
                // The newest is looked at last, and is the one that may still be coming.
                let wait = if index == newest { TAB_LOOK } else { Duration::ZERO };
                let request =
                    json!({ "op": "expect", "expect": wanted, "budget_ms": wait.as_millis() as u64, "explain": false });
                let by = progress.deadline.min(Instant::now() + TAB_LOOK * 4);
                if matches!(self.once::<Nothing>(&tab.frame, &request, by).await, Ok(Outcome::Good(_))) {
                    return Ok(index);
                }
            }
            if let Some(trouble) = self.port.trouble() {
                return Err(self.step_error(Fault::Step(trouble), None, progress));
            }
            if Instant::now() >= progress.deadline {
                let mut error = StepError::new(
                    ErrorKind::NotFound,
                    format!("No tab matches {}.", flowtilla_shared::domain::flow::inline_yaml(wanted)),
                );
                error.candidates = tabs.into_iter().map(|t| t.url).collect();
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
