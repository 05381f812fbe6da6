//! Pictures of browsers on their way to people, and people's hands on their way to browsers. All of it may be lost.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use uuid::Uuid;

use super::Live;
use crate::{
    domain::{ids::BrowserSessionId, steer::Steer},
    link::Heard,
};

/// Longest time in which one picture is sent; then the next one is more worth.
const SEND_WITHIN: Duration = Duration::from_millis(800);

/// One picture of a browser, and what there is to say of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePicture {
    pub about: LivePage,
    pub jpeg: Bytes,
}

/// What a browser shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LivePage {
    /// Size of the page's viewport, in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub url: String,
    pub title: String,
    /// Who drives: nobody but the flow when absent.
    #[serde(default)]
    pub driver: Option<LiveDriver>,
}

/// A person's hands on a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDriver {
    /// What people call the caller.
    pub by: String,
    /// Names this one take-over, so that each of several watchers knows its own.
    pub token: Uuid,
    /// False: the flow has yet to come to its next step.
    pub begun: bool,
}

/// A person's wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hands {
    pub browser: BrowserSessionId,
    pub token: Uuid,
    #[serde(flatten)]
    pub wish: Wish,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum Wish {
    /// Drive, for so many seconds at most, as soon as the flow comes to its next step.
    Take {
        by: String,
        seconds: u64,
    },
    Steer {
        inputs: Vec<Steer>,
    },
    /// Let the flow go on.
    Release,
}

/// The newest picture of one browser; older ones are never seen.
pub struct LivePictures {
    newest: watch::Receiver<Option<Arc<LivePicture>>>,
}

impl LivePictures {
    /// The next picture. None: they can be had no more.
    pub async fn next(&mut self) -> Option<Arc<LivePicture>> {
        loop {
            self.newest.changed().await.ok()?;
            let picture = self.newest.borrow_and_update().clone();
            if picture.is_some() {
                return picture;
            }
        }
    }
}

impl Live {
    /// Sends a picture to whoever watches. False: it was lost.
    pub async fn show(&self, browser: BrowserSessionId, picture: &LivePicture) -> bool {
        let Ok(mut payload) = serde_json::to_vec(&picture.about) else { return false };
        payload.push(b'\n');
        payload.extend_from_slice(&picture.jpeg);
        let mut commands = self.link.commands();
        let sending = commands.publish::<_, _, i64>(self.pictures_of(browser), payload);
        matches!(tokio::time::timeout(SEND_WITHIN, sending).await, Ok(Ok(_)))
    }

    /// The pictures of one browser from now on. Its worker must be told that somebody watches, again and again.
    #[must_use]
    pub fn watch(&self, browser: BrowserSessionId) -> LivePictures {
        let mut heard = self.link.listen(vec![self.pictures_of(browser)], 8);
        let (tell, newest) = watch::channel(None);
        tokio::spawn(async move {
            loop {
                let heard = tokio::select! {
                    () = tell.closed() => return,
                    heard = heard.recv() => heard,
                };
                match heard {
                    Some(Heard::Message { payload, .. }) => {
                        if let Some(picture) = read(payload.into()) {
                            tell.send_replace(Some(Arc::new(picture)));
                        }
                    }
                    Some(Heard::Connected) => {}
                    None => return,
                }
            }
        });
        LivePictures { newest }
    }

    fn pictures_of(&self, browser: BrowserSessionId) -> String {
        format!("{}:view:{browser}", self.prefix)
    }
}

fn read(payload: Bytes) -> Option<LivePicture> {
    let end = payload.iter().position(|byte| *byte == b'\n')?;
    let about = serde_json::from_slice(&payload[..end]).ok()?;
    Some(LivePicture { about, jpeg: payload.slice(end + 1..) })
}
