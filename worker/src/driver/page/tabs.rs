//! Names of tabs, popups, closing tabs.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{TabRef, UrlMatcher},
    outcome::{ErrorKind, StepError},
};
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Outcome},
};
use crate::driver::{
    Progress, Tab,
    port::{Fault, Port},
};

/// How long a popup may take to have its address before the others are looked at again.
const LOOK: Duration = Duration::from_millis(250);
/// How long a page may take to tell its title.
const TITLE: Duration = Duration::from_millis(500);

impl<P: Port> Page<P> {
    /// Remembers the tab in front as one that a step has been in.
    pub(super) fn note_visit(&mut self) {
        if let Ok(front) = self.port.top() {
            self.visited.insert(front.0.to_string());
        }
    }

    /// Gives the tab in front a name, if there is one to give.
    pub(super) fn name_tab(&mut self, alias: Option<&str>) {
        if let (Some(alias), Ok(front)) = (alias, self.port.top()) {
            self.aliases.insert(alias.to_owned(), front.0.to_string());
        }
    }

    /// Every tab, with its title where its page tells it at once.
    pub(super) async fn tell_tabs(&mut self, deadline: Instant) -> Result<Vec<Tab>, Fault> {
        let (views, active) = self.port.tabs(deadline).await?;
        let mut tabs = Vec::with_capacity(views.len());
        for (index, view) in views.into_iter().enumerate() {
            let by = deadline.min(Instant::now() + TITLE);
            let title = self.port.evaluate(&view.frame, "return document.title", &Value::Null, None, by).await;
            let title = title.ok().and_then(|title| title.as_str().map(str::to_owned)).unwrap_or_default();
            tabs.push(Tab { id: view.frame.0.to_string(), url: view.url, title, active: index == active });
        }
        Ok(tabs)
    }

    /// The number of the tab with this name.
    pub(super) async fn tab_called(&mut self, alias: &str, progress: &mut Progress) -> Result<usize, StepError> {
        let (tabs, _) =
            self.port.tabs(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))?;
        let wanted = self.aliases.get(alias);
        if let Some(index) = wanted.and_then(|id| tabs.iter().position(|tab| *tab.frame.0 == **id)) {
            return Ok(index);
        }
        let message = match wanted {
            Some(_) => format!("The tab `{alias}` has been closed."),
            None => format!(
                "No tab is called `{alias}`; `alias` of `new_tab`, `switch_tab` or `wait_popup` gives a tab its name."
            ),
        };
        let mut error = StepError::new(ErrorKind::NotFound, message);
        error.candidates = self.aliases.keys().cloned().collect();
        Err(self.step_error(Fault::Step(error), None, progress))
    }

    /// Goes on in the first tab that no step has been in.
    pub(super) async fn wait_popup(
        &mut self,
        url: Option<&UrlMatcher>,
        alias: Option<&str>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        progress.gate.pass().await?;
        self.note_visit();
        let began = Instant::now();
        loop {
            let (tabs, _) =
                self.port.tabs(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))?;
            let fresh: Vec<_> =
                tabs.iter().enumerate().filter(|(_, tab)| !self.visited.contains(&*tab.frame.0)).collect();
            for (index, tab) in &fresh {
                let fits = match url {
                    None => true,
                    Some(url) => {
                        let request =
                            json!({ "op": "expect", "expect": { "url": url }, "budget_ms": 100, "explain": false });
                        let by = progress.deadline.min(Instant::now() + LOOK * 4);
                        matches!(self.once::<Nothing>(&tab.frame, &request, by).await, Ok(Outcome::Good(_)))
                    }
                };
                if fits {
                    let shown = self.port.activate(*index, progress.deadline).await;
                    shown.map_err(|fault| self.step_error(fault, None, progress))?;
                    self.name_tab(alias);
                    return Ok(());
                }
            }
            if let Some(trouble) = self.port.trouble() {
                return Err(self.step_error(Fault::Step(trouble), None, progress));
            }
            if Instant::now() >= progress.deadline {
                let seconds = began.elapsed().as_secs_f64();
                let mut error = StepError::new(
                    ErrorKind::NotFound,
                    match url {
                        None => format!("The page opened no tab within {seconds:.1} s."),
                        Some(url) => {
                            format!("No tab with the address {} was opened within {seconds:.1} s.", json!(url))
                        }
                    },
                );
                error.candidates = fresh.iter().map(|(_, tab)| tab.url.clone()).collect();
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            let by = progress.deadline.min(Instant::now() + LOOK);
            let more = self.port.more_tabs(tabs.len(), by).await;
            more.map_err(|fault| self.step_error(fault, None, progress))?;
        }
    }

    /// Closes another tab than the one in front, which stays there.
    pub(super) async fn close_other(&mut self, tab: &TabRef, progress: &mut Progress) -> Result<(), StepError> {
        let index = self.tab_index(tab, progress).await?;
        let front = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        let closed = async {
            let (tabs, active) = self.port.tabs(progress.deadline).await?;
            if index == active {
                return self.port.close_tab(progress.deadline).await;
            }
            if index >= tabs.len() {
                return Err(Fault::FrameGone);
            }
            self.port.activate(index, progress.deadline).await?;
            self.port.close_tab(progress.deadline).await?;
            let (tabs, _) = self.port.tabs(progress.deadline).await?;
            match tabs.iter().position(|t| t.frame == front) {
                Some(back) => self.port.activate(back, progress.deadline).await,
                None => Ok(()),
            }
        };
        match closed.await {
            Ok(()) => Ok(()),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }
}
