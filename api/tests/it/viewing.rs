//! `WS /ws/browser/{session_id}`, with a worker that is played.

use bytes::Bytes;
use flowtilla_shared::live::{ControlMessage, Hands, LiveDriver, LivePage, LivePicture, Wish};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    app::{App, PATIENCE, Socket},
    worker,
};

/// The next text message, and the bytes of the pictures before it.
async fn told(socket: &mut Socket) -> (Value, usize) {
    let mut pictures = 0;
    let next = async {
        loop {
            let message = socket.stream.next().await.expect("the socket is open").expect("a message");
            if let Message::Text(text) = &message {
                return serde_json::from_str(text).unwrap();
            }
            if let Message::Binary(jpeg) = &message {
                pictures += usize::from(jpeg.starts_with(b"\xff\xd8"));
            }
        }
    };
    let message: Value = tokio::time::timeout(PATIENCE, next).await.expect("nothing was told");
    (message, pictures)
}

fn picture(title: &str, driver: Option<LiveDriver>) -> LivePicture {
    let about = LivePage { width: 1280, height: 720, url: "http://shop/".into(), title: title.into(), driver };
    LivePicture { about, jpeg: Bytes::from_static(b"\xff\xd8\xff picture") }
}

#[tokio::test]
async fn a_watcher_sees_pictures_and_takes_the_browser_over() {
    let app = App::start().await;
    app.execute(1).await;
    let lease = worker::begin(&app.stack).await;
    let id = worker::open_browser(&app.stack, &lease).await;
    let live = &app.stack.live;
    let mut control = live.subscribe_control();
    let mut socket = app.socket(&format!("/browser/{id}")).await;
    let heard = async |control: &mut flowtilla_shared::live::ControlStream| loop {
        if let Some(ControlMessage::Hands(hands)) = control.next().await {
            return hands;
        }
    };
    let watched = async { while control.next().await != Some(ControlMessage::WatchBrowser(id)) {} };
    tokio::time::timeout(PATIENCE, watched).await.expect("the worker was told that somebody watches");
    // the subscription may still be on its way: pictures before it are lost, as they may be
    let page = loop {
        live.show(id, &picture("Shop", None)).await;
        if let Ok((page, _)) = tokio::time::timeout(std::time::Duration::from_millis(200), told(&mut socket)).await {
            break page;
        }
    };
    assert_eq!(
        (&page["type"], &page["title"], &page["control"]["state"]),
        (&json!("page"), &json!("Shop"), &json!("flow"))
    );
    socket.say(json!({ "type": "input", "inputs": [] })).await;
    let (error, pictures) = told(&mut socket).await;
    assert_eq!((&error["type"], &error["code"], pictures > 0), (&json!("error"), &json!("not-taken"), true), "{error}");
    socket.say(json!({ "type": "take", "seconds": 60 })).await;
    let Hands { browser, token, wish } = heard(&mut control).await;
    assert_eq!((browser, wish), (id, Wish::Take { by: "local".into(), seconds: 60 }));
    let driver = |token| LiveDriver { by: "local".into(), token, begun: true };
    live.show(id, &picture("Shop", Some(driver(token)))).await;
    assert_eq!(told(&mut socket).await.0["control"], json!({ "state": "you", "by": "local" }));
    live.show(id, &picture("Shop", Some(driver(uuid::Uuid::new_v4())))).await;
    assert_eq!(told(&mut socket).await.0["control"]["state"], "person", "another one's hands are not mine");
    socket.say(json!({ "type": "input", "inputs": [{ "input": "key", "keys": "Enter" }, { "input": "mouse_move", "x": 1e9, "y": 0 }] })).await;
    assert_eq!(told(&mut socket).await.0["code"], "bad-input");
    socket.say(json!({ "type": "input", "inputs": [{ "input": "key", "keys": "Enter" }] })).await;
    assert!(matches!(heard(&mut control).await.wish, Wish::Steer { inputs } if inputs.len() == 1));
    drop(socket);
    assert_eq!(
        heard(&mut control).await,
        Hands { browser: id, token, wish: Wish::Release },
        "a lost socket hands it back"
    );
    app.stack.store.browsers().close(&lease, id).await.unwrap();
    assert_eq!(app.try_socket(&format!("/browser/{id}"), &[]).await.err(), Some(410));
    let stranger = "/browser/01970000-0000-7000-8000-000000000000";
    assert_eq!(app.try_socket(stranger, &[]).await.err(), Some(404));
    app.stop().await;
}

#[tokio::test]
async fn the_page_that_shows_a_browser_asks_no_other_host() {
    let app = App::start().await;
    for path in ["/browsers", "/browsers/x/view", "/browsers/view.js", "/browsers/view.css"] {
        let answer = reqwest::get(format!("http://{}{path}", app.address)).await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("style=\""), "{path}");
    }
    app.stop().await;
}
