//! Going to pages, and what of a page is pictured.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::Engine as _;
use flowtilla_shared::domain::{
    flow::Arrival,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::json;

use super::Chromium;
use crate::driver::{
    net_error,
    port::{Area, Fault, Journey, Manner, Visit},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Navigated {
    /// Absent when the document stays.
    loader_id: Option<String>,
    error_text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct History {
    current_index: usize,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: i64,
}

#[derive(Deserialize)]
struct Captured {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    css_content_size: Size,
}

#[derive(Deserialize)]
struct Size {
    width: f64,
    height: f64,
}

/// How long Chromium's error page may take to come.
const ERROR_PAGE: Duration = Duration::from_millis(300);

/// By what a tab's arrival is known.
enum Sign {
    /// The document of this loader has come.
    Loader(String),
    /// More documents than so many have come, or (in the history) more moves within one.
    After { documents: u64, moves: Option<u64> },
}

impl Chromium {
    pub(super) async fn go(&self, journey: Journey, manner: &Manner, deadline: Instant) -> Result<Visit, Fault> {
        let session = self.session()?;
        let until = manner.until;
        if until == Arrival::NetworkIdle {
            // Told for what comes from now on, and once for what is there.
            self.context.client.tell(Some(&session), "Page.setLifecycleEventsEnabled", json!({ "enabled": true }));
        }
        let (documents, moves) = self.count(&session)?;
        let arrived = match journey {
            Journey::To(url) => {
                let mut params = json!({ "url": url });
                if let Some(referer) = &manner.referer {
                    params["referrer"] = json!(referer);
                }
                let reply = self.context.client.post(Some(&session), "Page.navigate", params, deadline);
                let navigated: Navigated = match reply.result().await.map_err(|e| self.fault(e)) {
                    Ok(navigated) => navigated,
                    Err(fault) => {
                        self.context.client.tell(Some(&session), "Page.stopLoading", json!({}));
                        return Err(fault);
                    }
                };
                if let Some(code) = navigated.error_text {
                    return Err(self.unreachable(&session, &url, &code, navigated.loader_id, deadline).await);
                }
                match navigated.loader_id {
                    Some(loader) => self.loaded(&session, &Sign::Loader(loader), until, deadline).await,
                    None => Ok(Visit::default()),
                }
            }
            Journey::Reload => {
                self.page::<IgnoredAny>("Page.reload", json!({ "ignoreCache": manner.hard }), deadline).await?;
                self.loaded(&session, &Sign::After { documents, moves: None }, until, deadline).await
            }
            Journey::Back | Journey::Forward => {
                let history: History = self.page("Page.getNavigationHistory", json!({}), deadline).await?;
                let back = matches!(journey, Journey::Back);
                let at = if back { history.current_index.checked_sub(1) } else { Some(history.current_index + 1) };
                let Some(entry) = at.and_then(|at| history.entries.get(at)) else {
                    return Ok(Visit { nowhere: true });
                };
                self.page::<IgnoredAny>("Page.navigateToHistoryEntry", json!({ "entryId": entry.id }), deadline)
                    .await?;
                self.loaded(&session, &Sign::After { documents, moves: Some(moves) }, until, deadline).await
            }
        };
        if arrived.is_err() {
            self.context.client.tell(Some(&session), "Page.stopLoading", json!({}));
        }
        arrived
    }

    /// How many documents and moves the tab has seen.
    fn count(&self, session: &Arc<str>) -> Result<(u64, u64), Fault> {
        let mut state = self.context.state();
        state.tab_of_session(session).map(|t| (t.documents, t.moves)).ok_or(Fault::FrameGone)
    }

    /// Waits until the document has come, and has come as far as this.
    async fn loaded(&self, session: &Arc<str>, sign: &Sign, until: Arrival, deadline: Instant) -> Result<Visit, Fault> {
        let loaded = self.context.until(deadline, |state| {
            if state.closed {
                return Some(Err(super::browser_died()));
            }
            let Some(tab) = state.tab_of_session(session) else { return Some(Err(super::no_tab())) };
            if tab.crashed {
                return Some(Err(super::tab_crashed()));
            }
            let (come, moved) = match sign {
                Sign::Loader(loader) => (tab.recent.contains(loader), false),
                Sign::After { documents, moves } => (tab.documents > *documents, moves.is_some_and(|m| tab.moves > m)),
            };
            if come && tab.unreachable {
                return Some(Err(Fault::Step(StepError::new(
                    ErrorKind::Navigation,
                    format!("{} could not be opened.", tab.url),
                ))));
            }
            let far_enough = match until {
                Arrival::Commit => true,
                Arrival::DomContentLoaded => tab.parsed,
                Arrival::Load => tab.loaded,
                Arrival::NetworkIdle => tab.loaded && tab.idle,
            };
            (come && far_enough || moved).then_some(Ok(Visit::default()))
        });
        loaded.await.unwrap_or(Err(Fault::Late))
    }

    async fn unreachable(
        &self,
        session: &Arc<str>,
        url: &str,
        code: &str,
        loader: Option<String>,
        deadline: Instant,
    ) -> Fault {
        if let Some(loader) = loader {
            // Chromium's error page is a document, too; the next navigation must not take it for its own.
            let by = deadline.min(Instant::now() + ERROR_PAGE);
            self.context.until(by, |s| s.tab_of_session(session)?.recent.contains(&loader).then_some(())).await;
        }
        if let Some(refusal) = self.context.state().stopped.take() {
            return Fault::Step(StepError::refused(refusal));
        }
        Fault::Step(StepError::new(ErrorKind::Navigation, net_error::sentence(url, code)))
    }

    pub(super) async fn take_picture(&self, area: Area, jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault> {
        let mut params = json!({ "format": if jpeg { "jpeg" } else { "png" }, "optimizeForSpeed": true });
        if jpeg {
            params["quality"] = json!(70);
        }
        match area {
            Area::Viewport => {}
            Area::Whole => {
                let metrics: Metrics = self.page("Page.getLayoutMetrics", json!({}), deadline).await?;
                // The GPU's largest texture bounds what can be drawn at once.
                let Size { width, height } = metrics.css_content_size;
                let (width, height) = (width.clamp(1.0, 16_384.0), height.clamp(1.0, 16_384.0));
                params["clip"] = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
                params["captureBeyondViewport"] = json!(true);
            }
            Area::Part { of: _, x, y, width, height } => {
                let metrics: Viewports = self.page("Page.getLayoutMetrics", json!({}), deadline).await?;
                let offset = metrics.css_layout_viewport;
                params["clip"] = json!({ "x": x + offset.page_x, "y": y + offset.page_y, "width": width, "height": height, "scale": 1 });
                params["captureBeyondViewport"] = json!(true);
            }
        }
        let captured: Captured = self.page("Page.captureScreenshot", params, deadline).await?;
        base64::engine::general_purpose::STANDARD
            .decode(captured.data)
            .map_err(|e| Fault::Step(StepError::crash(format!("The browser's picture was garbled: {e}."))))
    }

    pub(super) async fn bring_to_front(&self, tab: usize, deadline: Instant) -> Result<(), Fault> {
        {
            let mut state = self.context.state();
            if tab >= state.tabs.len() {
                return Err(Fault::FrameGone);
            }
            state.active = tab;
        }
        self.context.follow_front();
        self.page::<IgnoredAny>("Page.bringToFront", json!({}), deadline).await.map(drop)
    }

    pub(super) async fn close_front(&self, deadline: Instant) -> Result<(), Fault> {
        let target = self.context.state().tab().map(|t| t.target.clone()).ok_or_else(super::no_tab)?;
        let call = self.context.client.post(None, "Target.closeTarget", json!({ "targetId": target }), deadline);
        call.done().await.map_err(|e| self.fault(e))?;
        let by = deadline.min(Instant::now() + Duration::from_secs(5));
        let gone =
            self.context.until(by, |s| (!s.tabs.iter().any(|t| t.target == target)).then_some(s.tabs.is_empty()));
        match gone.await {
            // Something must stay open to go on in.
            Some(true) => self.context.open_tab(deadline).await.map_err(|e| self.fault(e)),
            Some(false) => {
                let front = self.context.state().active;
                self.bring_to_front(front, deadline).await
            }
            None => Err(Fault::Late),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Viewports {
    css_layout_viewport: LayoutViewport,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayoutViewport {
    page_x: f64,
    page_y: f64,
}
