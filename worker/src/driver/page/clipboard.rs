//! Selecting, copying, pasting, and the clipboard.

use flowtilla_shared::domain::{
    flow::{Clipboard, ClipboardAction, Target},
    outcome::StepError,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Page, asking::Nothing};
use crate::driver::{
    Observation, Progress,
    port::{Fault, Port, Special},
};

/// Frames in frames in which the focus is looked for.
const FOCUS_DEPTH: usize = 8;

/// An answer about the element that has the focus; `inside` is a frame to ask in instead.
trait AtFocus: DeserializeOwned {
    fn inside(&self) -> Option<i64>;
}

#[derive(Deserialize)]
struct Copied {
    text: String,
    inside: Option<i64>,
}

#[derive(Deserialize)]
struct Pasted {
    taken: bool,
    inside: Option<i64>,
}

#[derive(Deserialize)]
struct Held {
    text: Option<String>,
}

impl AtFocus for Copied {
    fn inside(&self) -> Option<i64> {
        self.inside
    }
}

impl AtFocus for Pasted {
    fn inside(&self) -> Option<i64> {
        self.inside
    }
}

impl<P: Port> Page<P> {
    pub(super) async fn select_text(
        &mut self,
        target: &Target,
        text: Option<&str>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        let request = json!({ "op": "select_text", "target": target, "text": text });
        self.ask::<Nothing>(Some(target), request, progress).await.map(drop)
    }

    pub(super) async fn copy(
        &mut self,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        self.may_touch(progress).await?;
        let request = json!({ "op": "copy", "target": target });
        let copied: Copied = match target {
            Some(target) => self.ask(Some(target), request, progress).await?.1,
            None => self.at_focus(request, progress).await?,
        };
        if copied.text.is_empty() {
            return Err(StepError::refused(if target.is_some() {
                "The element has no text to copy."
            } else {
                "Nothing is selected: give `copy` a `target`, or select something first (`select_text`)."
            }));
        }
        self.write_clipboard(&copied.text, progress).await?;
        Ok(Observation { value: Some(copied.text.into()), captures: Vec::new() })
    }

    pub(super) async fn paste(
        &mut self,
        target: Option<&Target>,
        text: Option<&str>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let text = match text {
            Some(text) => text.to_owned(),
            None => self.read_clipboard(progress).await?,
        };
        self.may_touch(progress).await?;
        self.focus_for_keys(target, progress).await?;
        let pasted: Pasted = self.at_focus(json!({ "op": "paste", "text": text }), progress).await?;
        if !pasted.taken {
            let typed = self.port.insert(&text, progress.deadline).await;
            typed.map_err(|fault| self.step_error(fault, None, progress))?;
        }
        self.settled(progress).await
    }

    pub(super) async fn clipboard(
        &mut self,
        step: &Clipboard,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        progress.gate.pass().await?;
        match step.action {
            ClipboardAction::Set => {
                self.write_clipboard(step.text.as_deref().unwrap_or_default(), progress).await?;
                Ok(Observation::default())
            }
            ClipboardAction::Get => {
                let text = self.read_clipboard(progress).await?;
                Ok(Observation { value: Some(text.into()), captures: Vec::new() })
            }
        }
    }

    /// Keeps a text as the clipboard, and gives it to the browser's where the page may have that.
    async fn write_clipboard(&mut self, text: &str, progress: &mut Progress) -> Result<(), StepError> {
        self.clipboard = Some(text.to_owned());
        self.ask_clipboard(Some(text), progress).await.map(drop)
    }

    /// The browser's clipboard, or where the page may not read it, what a step has put there.
    async fn read_clipboard(&mut self, progress: &mut Progress) -> Result<String, StepError> {
        let read = self.ask_clipboard(None, progress).await?;
        read.filter(|text| !text.is_empty()).or_else(|| self.clipboard.clone()).ok_or_else(|| {
            StepError::refused(
                "The clipboard is empty, or this page may not read it (only https and localhost pages may): copy something first.",
            )
        })
    }

    async fn ask_clipboard(
        &mut self,
        text: Option<&str>,
        progress: &mut Progress,
    ) -> Result<Option<String>, StepError> {
        if !self.clipboard_allowed {
            // Without a socket the page must do without the browser's clipboard.
            match self.port.special(Special::AllowClipboard, progress.deadline).await {
                Ok(()) => self.clipboard_allowed = true,
                Err(Fault::Step(_)) => return Ok(None),
                Err(fault) => return Err(self.step_error(fault, None, progress)),
            }
        }
        let (_, Held { text }) = self.ask(None, json!({ "op": "clipboard", "text": text }), progress).await?;
        Ok(text)
    }

    /// Asks in the frame that has the focus.
    async fn at_focus<T: AtFocus>(&mut self, request: Value, progress: &mut Progress) -> Result<T, StepError> {
        let asked = async {
            let mut frame = self.port.top()?;
            for _ in 0..FOCUS_DEPTH {
                let answer: T = self.ask_in(&frame, request.clone(), false, progress, &mut None).await?;
                match answer.inside() {
                    None => return Ok(answer),
                    Some(element) => frame = self.port.child(&frame, element, progress.deadline).await?,
                }
            }
            Err(Fault::Step(StepError::refused("The focus is too many frames deep; give a `target`.")))
        };
        match asked.await {
            Ok(answer) => Ok(answer),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }
}
