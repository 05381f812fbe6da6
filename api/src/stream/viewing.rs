//! `WS /ws/browser/{session_id}`: a browser to look at, and for those who may, to drive.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::{ids::BrowserSessionId, steer::Steer},
    live::{ControlMessage, Hands, LivePage, LivePicture, Wish},
    store,
};
use futures_util::{StreamExt, stream::SplitStream};
use poem::web::websocket::{Message, WebSocketConfig, WebSocketStream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use super::{
    message::close,
    watcher::{End, Watcher},
};
use crate::{
    caller::{Identity, Permission, Run},
    state::State,
};

/// How often the worker is told that somebody watches.
const STILL_HERE: Duration = Duration::from_secs(2);
/// How often it is asked whether the browser is still open.
const STILL_OPEN: Duration = Duration::from_secs(3);
/// Largest message of a client in bytes.
const MAX_MESSAGE: usize = 64 * 1024;
/// Inputs in one message.
const MOST_INPUTS: usize = 64;
/// Messages of a client within a second.
const FLOOD: u32 = 120;
/// Seconds of a take-over when nobody says, and at most.
const SECONDS: (u64, u64) = (300, 1800);

/// The bounds of its messages.
#[must_use]
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE))
}

/// What a watcher may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Said {
    Take {
        #[serde(default)]
        seconds: Option<u64>,
    },
    Input {
        inputs: Vec<Steer>,
    },
    Release {},
    Ping {},
}

/// What the server says beside pictures.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Told<'a> {
    /// What the next pictures show.
    Page {
        width: u32,
        height: u32,
        url: &'a str,
        title: &'a str,
        control: Control<'a>,
    },
    /// The browser is closed; the socket follows.
    Closed {},
    Error {
        code: &'a str,
        detail: String,
    },
    Pong {},
}

/// Who drives.
#[derive(Debug, Serialize)]
struct Control<'a> {
    /// `flow`, `asked` (a person will, at the next step), `you`, or `person`.
    state: &'a str,
    by: Option<&'a str>,
}

struct Viewing {
    watcher: Watcher,
    browser: BrowserSessionId,
    /// The take-over of this watcher, once it asked for one.
    token: Option<Uuid>,
    told: Option<LivePage>,
    flood: (Instant, u32),
}

/// Serves one watcher to the end.
pub async fn serve(state: Arc<State>, caller: Identity, browser: BrowserSessionId, stream: WebSocketStream) {
    let _counted = state.sockets.open_socket();
    let (sink, mut stream) = stream.split();
    let watcher = Watcher::new(state, caller, sink);
    let mut viewing = Viewing { watcher, browser, token: None, told: None, flood: (Instant::now(), 0) };
    let end = viewing.run(&mut stream).await;
    viewing.let_go().await;
    viewing.watcher.close(end).await;
}

impl Viewing {
    async fn run(&mut self, stream: &mut SplitStream<WebSocketStream>) -> End {
        let state = Arc::clone(&self.watcher.state);
        let mut pictures = state.live.watch(self.browser);
        let (mut here, mut open) = (interval(STILL_HERE), interval(STILL_OPEN));
        here.set_missed_tick_behavior(MissedTickBehavior::Delay);
        open.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut revoked = state.revoked.subscribe();
        // the key may have ended while the socket was opened
        revoked.mark_changed();
        loop {
            let step = tokio::select! {
                () = state.shutdown.cancelled() => Err(End::Close(close::GOING_AWAY, "The server stops. Connect again.")),
                Ok(()) = revoked.changed() => self.watcher.check_key(),
                message = stream.next() => self.heard(message).await,
                picture = pictures.next() => match picture {
                    Some(picture) => self.show(&picture).await,
                    None => Err(End::Close(close::TRY_AGAIN, "Pictures cannot be had. Connect again.")),
                },
                _ = here.tick() => {
                    state.live.control(ControlMessage::WatchBrowser(self.browser)).await;
                    Ok(())
                }
                _ = open.tick() => self.look().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Whether the browser is still open, and the client still there.
    async fn look(&mut self) -> Result<(), End> {
        self.watcher.check_silence()?;
        let Watcher { state, caller, .. } = &self.watcher;
        match state.store.browsers().get(caller.project, self.browser).await {
            Ok(row) if row.closed_at.is_none() => self.watcher.ping().await,
            Ok(_) | Err(store::Error::NotFound { .. }) => {
                self.tell(&Told::Closed {}).await?;
                Err(End::Close(1000, "The browser is closed."))
            }
            // it will be asked again
            Err(_) => Ok(()),
        }
    }

    async fn show(&mut self, picture: &LivePicture) -> Result<(), End> {
        if self.told.as_ref() != Some(&picture.about) {
            let about = &picture.about;
            let state = match &about.driver {
                None => "flow",
                Some(driver) if !driver.begun => "asked",
                Some(driver) if Some(driver.token) == self.token => "you",
                Some(_) => "person",
            };
            let by = about.driver.as_ref().map(|driver| driver.by.as_str());
            let (width, height) = (about.width, about.height);
            let control = Control { state, by };
            self.tell(&Told::Page { width, height, url: &about.url, title: &about.title, control }).await?;
            self.told = Some(about.clone());
        }
        self.watcher.write(Message::Binary(picture.jpeg.to_vec())).await
    }

    async fn heard(&mut self, message: Option<std::io::Result<Message>>) -> Result<(), End> {
        let Some(text) = self.watcher.hear(message)? else { return Ok(()) };
        if self.flood.0.elapsed() > Duration::from_secs(1) {
            self.flood = (Instant::now(), 0);
        }
        self.flood.1 += 1;
        if self.flood.1 > FLOOD {
            return Err(End::Close(close::TOO_MANY, "More than 120 messages within a second."));
        }
        match serde_json::from_str(&text) {
            Ok(said) => self.obey(said).await,
            Err(error) => self.refuse("bad-message", format!("The message is not understood: {error}.")).await,
        }
    }

    async fn obey(&mut self, said: Said) -> Result<(), End> {
        match said {
            Said::Ping {} => self.tell(&Told::Pong {}).await,
            Said::Take { seconds } => {
                if let Err(problem) = self.watcher.caller.require(Run::SCOPE) {
                    return self.refuse(problem.code, problem.detail.clone()).await;
                }
                let seconds = seconds.unwrap_or(SECONDS.0).clamp(1, SECONDS.1);
                if self.token.is_none() {
                    self.write_down("takeBrowser").await;
                }
                let token = *self.token.get_or_insert_with(Uuid::new_v4);
                self.wish(token, Wish::Take { by: self.watcher.caller.name.clone(), seconds }).await
            }
            Said::Input { inputs } => {
                let Some(token) = self.token else {
                    return self.refuse("not-taken", "Take the browser first: {\"type\":\"take\"}.".into()).await;
                };
                if inputs.len() > MOST_INPUTS {
                    return self
                        .refuse("too-many-inputs", format!("One message has at most {MOST_INPUTS} inputs."))
                        .await;
                }
                if let Some(problem) = inputs.iter().find_map(Steer::problem) {
                    return self.refuse("bad-input", problem).await;
                }
                self.wish(token, Wish::Steer { inputs }).await
            }
            Said::Release {} => {
                self.let_go().await;
                Ok(())
            }
        }
    }

    async fn wish(&self, token: Uuid, wish: Wish) -> Result<(), End> {
        let hands = Hands { browser: self.browser, token, wish };
        self.watcher.state.live.control(ControlMessage::Hands(hands)).await;
        Ok(())
    }

    /// Hands the browser back, when it was asked for.
    async fn let_go(&mut self) {
        if let Some(token) = self.token.take() {
            self.write_down("releaseBrowser").await;
            let hands = Hands { browser: self.browser, token, wish: Wish::Release };
            self.watcher.state.live.control(ControlMessage::Hands(hands)).await;
        }
    }

    async fn write_down(&self, action: &str) {
        let Watcher { state, caller, .. } = &self.watcher;
        state.write_down(caller, action, format!("browsers/{}", self.browser), json!({}), None).await;
    }

    async fn refuse(&mut self, code: &str, detail: String) -> Result<(), End> {
        self.tell(&Told::Error { code, detail }).await
    }

    async fn tell(&mut self, told: &Told<'_>) -> Result<(), End> {
        // numbers and texts, which cannot fail
        self.watcher.write(Message::Text(serde_json::to_string(told).unwrap_or_default())).await
    }
}
