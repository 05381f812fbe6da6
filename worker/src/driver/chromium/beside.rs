//! What lies beside the pages: cookies, permissions, stored data, file choosers, downloads.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{
    Chromium, Client, Context,
    messages::{DownloadProgress, DownloadWillBegin},
    state::Download,
};
use crate::driver::{
    BrowserEvent,
    port::{Beside, Downloaded, Fault, Fits, Journey, Manner},
};

/// Downloads of one context, at most; further ones are cancelled.
const MOST_DOWNLOADS: usize = 200;
/// Bytes of one download, at most.
const LARGEST: u64 = 100 << 20;
/// Names of the directories that downloads go to begin with this.
const DOWNLOADS: &str = "down-";

/// Where the downloads of a context go.
pub fn download_dir(temporary: &Path, context: &str) -> PathBuf {
    temporary.join(format!("{DOWNLOADS}{context}"))
}

impl Context {
    pub(super) fn download_begins(&self, begun: DownloadWillBegin<'_>) {
        self.change(|state| {
            let too_many = state.downloads.len() >= MOST_DOWNLOADS;
            state.downloads.push(Download {
                guid: begun.guid,
                url: begun.url,
                name: begun.suggested_filename,
                bytes: 0,
                end: too_many.then(|| Err(format!("the page had begun {MOST_DOWNLOADS} downloads before"))),
                taken: too_many,
            });
        });
    }

    pub(super) fn download_goes_on(&self, client: &Client, progress: &DownloadProgress<'_>) {
        if !self.state().downloads.iter().any(|d| d.guid == progress.guid && d.end.is_none()) {
            return;
        }
        let bytes = progress.received_bytes.max(0.0) as u64;
        if bytes > LARGEST {
            let id = self.id.clone();
            client.tell(None, "Browser.cancelDownload", json!({ "guid": progress.guid, "browserContextId": id }));
        }
        let end = match progress.state {
            _ if bytes > LARGEST => Some(("too_large", Err(format!("it has more than {} MiB", LARGEST >> 20)))),
            "completed" => Some(("completed", Ok(()))),
            "canceled" => Some(("canceled", Err("it was broken off".to_owned()))),
            _ => None,
        };
        self.change(|state| {
            let Some(download) = state.downloads.iter_mut().find(|d| d.guid == progress.guid) else { return };
            download.bytes = bytes;
            let Some((status, end)) = end else { return };
            download.end = Some(end);
            let event = BrowserEvent::Download {
                name: download.name.clone(),
                url: download.url.clone(),
                bytes,
                status: status.to_owned(),
            };
            state.record(event);
        });
    }
}

impl Chromium {
    /// A command to the browser about this context.
    async fn of_context(&self, method: &'static str, mut params: Value, deadline: Instant) -> Result<Value, Fault> {
        if let Some(id) = &self.context.id {
            params["browserContextId"] = json!(id);
        }
        let deadline = deadline.min(Instant::now() + self.command_timeout);
        self.context.client.call(None, method, params, deadline).await.map_err(|e| match self.fault(e) {
            Fault::Step(error) if error.kind == ErrorKind::Script => Fault::Step(StepError::refused(error.message)),
            fault @ (Fault::Replaced | Fault::FrameGone | Fault::Late | Fault::Step(_)) => fault,
        })
    }

    pub(super) async fn look_beside(&mut self, ask: Beside, deadline: Instant) -> Result<Value, Fault> {
        match ask {
            Beside::Cookies => {
                self.of_context("Storage.getCookies", json!({}), deadline).await.map(|mut a| a["cookies"].take())
            }
            Beside::SetCookies(cookies) => {
                self.of_context("Storage.setCookies", json!({ "cookies": cookies }), deadline).await
            }
            Beside::DeleteCookie(which) => {
                self.page::<IgnoredAny>("Network.deleteCookies", which, deadline).await.map(|_| Value::Null)
            }
            Beside::ClearCookies => self.of_context("Storage.clearCookies", json!({}), deadline).await,
            Beside::Permissions { names, origin, setting } => {
                for name in names {
                    let mut params = json!({ "permission": { "name": name }, "setting": setting });
                    if let Some(origin) = &origin {
                        params["origin"] = json!(origin);
                    }
                    self.of_context("Browser.setPermission", params, deadline).await?;
                }
                Ok(Value::Null)
            }
            Beside::ClearOrigin { origin, kinds } => {
                let params = json!({ "origin": origin, "storageTypes": kinds });
                self.page::<IgnoredAny>("Storage.clearDataForOrigin", params, deadline).await.map(|_| Value::Null)
            }
            Beside::Origins => Ok(json!(self.context.state().origins)),
            Beside::Frames => {
                let state = self.context.state();
                Ok(state.frames.keys().map(|id| json!(&**id)).collect())
            }
            Beside::Stand(origin) => self.stand(origin, deadline).await.map(|()| Value::Null),
        }
    }

    /// Goes to the empty page of an origin, or ends that.
    async fn stand(&mut self, origin: Option<String>, deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        let Some(origin) = origin else {
            let left = self.go(Journey::To("about:blank".into()), &Manner::default(), deadline).await;
            self.context.state().standing_in = None;
            self.context.hold_again(&self.context.client, &session);
            left?;
            return self.page::<IgnoredAny>("Page.resetNavigationHistory", json!({}), deadline).await.map(drop);
        };
        self.context.state().standing_in = Some(session);
        self.page::<IgnoredAny>("Fetch.enable", json!({ "patterns": [{ "urlPattern": "*" }] }), deadline).await?;
        self.go(Journey::To(format!("{origin}/")), &Manner::default(), deadline).await.map(drop)
    }

    pub(super) async fn choose_next(&mut self, files: &[PathBuf], deadline: Instant) -> Result<(), Fault> {
        self.context.state().chooser = Some(files.to_vec());
        self.page::<IgnoredAny>("Page.setInterceptFileChooserDialog", json!({ "enabled": true }), deadline)
            .await
            .map(drop)
    }

    pub(super) async fn take_download(
        &mut self,
        fits: Fits<'_>,
        deadline: Instant,
    ) -> Result<Option<Downloaded>, Fault> {
        let (Some(temporary), Some(context)) = (self.scratch.clone(), self.context.id.clone()) else {
            return Err(Fault::Step(StepError::refused(
                "Downloads need a Chromium that this worker has started; this session is somebody else's.",
            )));
        };
        let taken = self.context.until(deadline, |state| {
            if state.closed {
                return Some(Err(super::browser_died()));
            }
            let found = state.downloads.iter_mut().find(|d| !d.taken && d.end.is_some() && fits(&d.name))?;
            found.taken = true;
            let end = found.end.clone().unwrap_or(Ok(()));
            Some(Ok((found.guid.clone(), found.url.clone(), found.name.clone(), end)))
        });
        let Some(taken) = taken.await else { return Ok(None) };
        let (guid, url, name, end) = taken?;
        // the browser names it, but what it says is still not to be trusted with a way out of the directory
        let is_name = guid.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let file = end.and_then(|()| {
            if is_name { Ok(download_dir(&temporary, &context).join(&guid)) } else { Err("it has no name".to_owned()) }
        });
        Ok(Some(Downloaded { url, name, file }))
    }

    /// Nobody waits for the downloads so far.
    pub(super) fn drop_downloads(&self) {
        for download in &mut self.context.state().downloads {
            download.taken = true;
        }
    }
}
