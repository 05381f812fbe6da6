//! Finds the browser of a desktop, or starts it, and takes hold of it.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use tokio::net::UnixStream;

use crate::{
    desktop::{BROWSER, BROWSER_PROFILE, Content, Inside},
    driver::{Dial, Driver, Lent},
};

/// How long the browser may take from the first call until it can be driven.
const OPEN: Duration = Duration::from_secs(30);
/// How long one command to it may take.
const COMMAND: Duration = Duration::from_secs(20);
/// Time between two looks for a browser that is starting.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The file in which a browser says where its socket is, and its largest size.
const PORT_FILE: &str = "DevToolsActivePort";
const PORT_BYTES: u64 = 300;

/// Opens the browser, or takes hold of the one that is open.
///
/// # Errors
/// A sentence for the model.
pub async fn open(inside: &Inside) -> Result<Box<dyn Driver>, String> {
    let deadline = Instant::now() + OPEN;
    let driver_port = inside.web_driver().await.map_err(|e| format!("The browser cannot be driven: {e}."))?;
    let (debugger_port, socket_path) = match listening(inside).await {
        Some(found) => found,
        None => match starting(inside).await {
            Some(found) => found,
            None => start(inside, deadline).await?,
        },
    };
    let through = inside.clone();
    let dial: Dial = Arc::new(move |port| -> BoxFuture<'static, io::Result<UnixStream>> {
        let inside = through.clone();
        Box::pin(async move { inside.connect(port).await.map_err(io::Error::other) })
    });
    let lent = Lent { dial, driver_port, debugger_port, socket_path };
    lent.drive(COMMAND, deadline).await.map_err(|e| format!("The browser does not let itself be driven: {e:#}."))
}

/// What was started a moment ago and does not listen yet: another one would only open a second window of it.
async fn starting(inside: &Inside) -> Option<(u16, String)> {
    while inside.browser_may_start() {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Some(found) = listening(inside).await {
            return Some(found);
        }
    }
    None
}

async fn start(inside: &Inside, deadline: Instant) -> Result<(u16, String), String> {
    let profile = format!("--user-data-dir={}", inside.home_path(BROWSER_PROFILE));
    let args = ["--remote-debugging-port=0", profile.as_str(), "about:blank"];
    inside.start(BROWSER, &args).await.map_err(|e| format!("The browser cannot be started: {e}."))?;
    loop {
        if let Some(found) = listening(inside).await {
            return Ok(found);
        }
        if Instant::now() > deadline {
            return Err("The browser did not start within 30 s.".into());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Where a browser listens that runs now; what an earlier one left says nothing.
async fn listening(inside: &Inside) -> Option<(u16, String)> {
    let path = inside.home_path(&format!("{BROWSER_PROFILE}/{PORT_FILE}"));
    let Ok(Content::File(bytes)) = inside.read(&path, PORT_BYTES).await else { return None };
    let (port, path) = parsed(&bytes)?;
    inside.connect(port).await.ok()?;
    Some((port, path))
}

/// The port, and the path of the browser's own socket.
fn parsed(bytes: &[u8]) -> Option<(u16, String)> {
    let mut lines = std::str::from_utf8(bytes).ok()?.lines();
    let port = lines.next()?.trim().parse().ok()?;
    let path = lines.next()?.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '/' || c == '-';
    (path.starts_with("/devtools/browser/") && path.chars().all(plain)).then(|| (port, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::parsed;

    #[test]
    fn only_the_place_of_a_browser_is_understood() {
        let found = parsed(b"41325\n/devtools/browser/5b1d-77\n");
        assert_eq!(found, Some((41325, "/devtools/browser/5b1d-77".to_owned())));
        for wrong in
            ["", "x\n/devtools/browser/1", "1\n/json/version", "1\n/devtools/browser/a b", "99999\n/devtools/browser/1"]
        {
            assert_eq!(parsed(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
