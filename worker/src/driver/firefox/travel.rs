//! Going to pages, closing tabs, pictures.

use std::time::{Duration, Instant};

use base64::Engine as _;
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Called, Firefox, Remote, bidi::BidiError, no_tab};
use crate::driver::{
    net_error,
    port::{Area, Fault, FrameRef, Journey, Visit},
};

/// The GPU's largest texture bounds what can be drawn at once, in CSS pixels.
const LARGEST_PICTURE: f64 = 16_384.0;

#[derive(Deserialize)]
struct Captured {
    data: String,
}

impl Firefox {
    pub(super) async fn go(&mut self, journey: Journey, deadline: Instant) -> Result<Visit, Fault> {
        let front = self.front()?;
        self.context.state().stopped = None;
        let arrived = match &journey {
            Journey::To(url) => {
                let params = json!({ "context": front, "url": url, "wait": "complete" });
                self.went("browsingContext.navigate", params, deadline).await
            }
            Journey::Reload => {
                let params = json!({ "context": front, "wait": "complete" });
                self.went("browsingContext.reload", params, deadline).await
            }
            Journey::Back => self.traverse(&front, -1, deadline).await,
            Journey::Forward => self.traverse(&front, 1, deadline).await,
        };
        if let Some(refusal) = self.context.state().stopped.take() {
            return Err(Fault::Step(StepError::refused(refusal)));
        }
        match arrived {
            Ok(visit) => Ok(visit),
            Err(error) => Err(self.did_not_arrive(error, &journey, &front)),
        }
    }

    async fn went(&self, method: &'static str, params: Value, deadline: Instant) -> Result<Visit, BidiError> {
        match self.context.client.post(method, params, deadline).answer().await {
            // Another navigation took this one's place: the page sends its visitors on.
            Err(BidiError::Refused { message, .. }) if superseded(&message) => {
                self.loaded(method, deadline).await?;
                Ok(Visit::default())
            }
            Err(error) => Err(error),
            Ok(_) => Ok(Visit::default()),
        }
    }

    async fn traverse(&self, front: &std::sync::Arc<str>, delta: i32, deadline: Instant) -> Result<Visit, BidiError> {
        let method = "browsingContext.traverseHistory";
        let params = json!({ "context": front, "delta": delta });
        match self.context.client.post(method, params, deadline).answer().await {
            Ok(_) => {}
            Err(BidiError::Refused { code, .. }) if code == "no such history entry" => {
                return Ok(Visit { nowhere: true });
            }
            Err(error) => return Err(error),
        }
        self.loaded(method, deadline).await?;
        Ok(Visit::default())
    }

    /// Waits until the document in front has loaded.
    async fn loaded(&self, method: &'static str, deadline: Instant) -> Result<(), BidiError> {
        let done = self.context.until(deadline, |s| {
            if s.closed {
                return Some(Err(BidiError::Closed));
            }
            let tab = s.tab()?;
            (tab.loaded && !s.leaving.contains(&tab.id)).then_some(Ok(()))
        });
        done.await.unwrap_or(Err(BidiError::TimedOut(method)))
    }

    fn did_not_arrive(&self, error: BidiError, journey: &Journey, front: &std::sync::Arc<str>) -> Fault {
        match error {
            BidiError::Refused { code, message, .. } if code == "unknown error" && !message.contains("AbortError") => {
                let url = match journey {
                    Journey::To(url) => url.as_str(),
                    Journey::Back | Journey::Forward | Journey::Reload => "The page",
                };
                let word = message.trim_start_matches("Error: ");
                let sentence = net_error::of_firefox(word).map_or_else(
                    || format!("{url} could not be opened. Firefox says: {word}."),
                    |code| net_error::sentence(url, code),
                );
                Fault::Step(StepError::new(ErrorKind::Navigation, sentence))
            }
            error @ (BidiError::Closed
            | BidiError::TimedOut(_)
            | BidiError::Refused { .. }
            | BidiError::Garbled { .. }) => {
                let stop = json!({ "functionDeclaration": "() => window.stop()", "target": { "context": front }, "awaitPromise": false });
                self.context.client.tell("script.callFunction", stop);
                self.fault(error)
            }
        }
    }

    pub(super) async fn take_picture(&self, area: Area, jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault> {
        let front = self.front()?;
        let mut params = json!({ "context": front, "origin": "viewport", "format": { "type": "image/png" } });
        if jpeg {
            params["format"] = json!({ "type": "image/jpeg", "quality": 0.7 });
        }
        match area {
            Area::Viewport => {}
            Area::Whole => {
                let size = "() => { const d = document.documentElement; return `${d.scrollWidth} ${d.scrollHeight}` }";
                let [width, height] = self.two_numbers(&front, size, deadline).await?;
                params["origin"] = json!("document");
                let (width, height) = (width.clamp(1.0, LARGEST_PICTURE), height.clamp(1.0, LARGEST_PICTURE));
                params["clip"] = json!({ "type": "box", "x": 0, "y": 0, "width": width, "height": height });
            }
            Area::Part { of: _, x, y, width, height } => {
                let [left, top] = self.two_numbers(&front, "() => `${scrollX} ${scrollY}`", deadline).await?;
                params["origin"] = json!("document");
                params["clip"] =
                    json!({ "type": "box", "x": x + left, "y": y + top, "width": width, "height": height });
            }
        }
        let answer = self.command("browsingContext.captureScreenshot", params, deadline).await?;
        let garbled = |e: String| Fault::Step(StepError::crash(format!("The browser's picture was garbled: {e}.")));
        let captured: Captured = serde_json::from_str(answer.get()).map_err(|e| garbled(e.to_string()))?;
        base64::engine::general_purpose::STANDARD.decode(captured.data).map_err(|e| garbled(e.to_string()))
    }

    async fn two_numbers(
        &self,
        front: &std::sync::Arc<str>,
        function: &str,
        deadline: Instant,
    ) -> Result<[f64; 2], Fault> {
        let called = self.call(&FrameRef(front.clone()), function, Vec::new(), deadline).await?;
        let Called::Success { result: Remote { value: Some(Value::String(text)), .. } } = called else {
            return Err(Fault::Replaced);
        };
        let mut numbers = text.split(' ').map(|n| n.parse().unwrap_or(0.0));
        Ok([numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0)])
    }

    pub(super) async fn bring_to_front(&self, tab: usize, deadline: Instant) -> Result<(), Fault> {
        let id = {
            let mut state = self.context.state();
            let id = state.tabs.get(tab).map(|t| t.id.clone()).ok_or(Fault::FrameGone)?;
            state.active = tab;
            id
        };
        self.command("browsingContext.activate", json!({ "context": id }), deadline).await.map(drop)
    }

    pub(super) async fn close_front(&self, deadline: Instant) -> Result<(), Fault> {
        let closing = self.context.state().tab().map(|t| t.id.clone()).ok_or_else(no_tab)?;
        if self.context.state().tabs.len() == 1 {
            // Something must stay open to go on in.
            self.context.open_tab(deadline).await.map_err(|e| self.fault(e))?;
        }
        self.command("browsingContext.close", json!({ "context": closing }), deadline).await?;
        let by = deadline.min(Instant::now() + Duration::from_secs(5));
        let gone = self.context.until(by, |s| (!s.tabs.iter().any(|t| t.id == closing)).then_some(s.active));
        let front = gone.await.ok_or(Fault::Late)?;
        self.bring_to_front(front, deadline).await
    }
}

/// Whether Firefox says that a navigation ended because another began.
fn superseded(message: &str) -> bool {
    ["NS_BINDING_ABORTED", "Navigation aborted", "navigation was interrupted", "another navigation"]
        .iter()
        .any(|words| message.contains(words))
}
