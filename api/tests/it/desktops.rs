//! The sockets of a session's desktop, with a worker and a VNC server that are played: tickets, the filter, take-overs.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use flowtilla_shared::{
    config::Quotas,
    domain::{
        agent::SessionOptions,
        ids::{AgentDesktopId, AgentSessionId, ProjectId, WorkerId},
    },
    door::{self, DoorListener, DoorSecret, Passage, Welcome},
    seal::KeyRing,
    store::{NewAgentSession, RfbDoor},
};
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    app::{App, PATIENCE, Socket},
    keys::key,
};

const KEY_DOWN: [u8; 8] = [4, 1, 0, 0, 0, 0, 0, 0x61];
const KEY_UP: [u8; 8] = [4, 0, 0, 0, 0, 0, 0, 0x61];
const LOOK: [u8; 10] = [3, 1, 0, 0, 0, 0, 0, 8, 0, 8];

/// What the VNC server was told after its clients' hellos.
type Heard = Arc<Mutex<Vec<u8>>>;

/// A session with an open desktop behind a door of the test's own.
struct Played {
    id: AgentSessionId,
    desktop: AgentDesktopId,
    lease: flowtilla_shared::store::AgentLease,
    heard: Heard,
}

async fn play(app: &App, project: ProjectId) -> Played {
    let sessions = app.stack.store.agent_sessions();
    let new = NewAgentSession {
        project,
        title: "Tea".into(),
        options: SessionOptions::default(),
        created_by: None,
        quotas: Quotas::default(),
    };
    let (row, _) = sessions.create(new).await.unwrap();
    let claimed = sessions.claim_next(WorkerId::new(), "w1", Duration::from_secs(600), 3).await.unwrap().unwrap();
    assert_eq!(claimed.lease.id, row.id);
    let desktop = AgentDesktopId::new();
    sessions.desktop_starting(&claimed.lease, desktop, "w1", (1280, 800)).await.unwrap();
    let (secret, heard) = (DoorSecret::random(), Heard::default());
    let (listener, address) = DoorListener::unix().unwrap();
    let rfb = RfbDoor { address: address.to_string(), secret: secret.to_text() };
    let told = heard.clone();
    tokio::spawn(async move {
        while let Ok(mut stream) = listener.accept().await {
            let (secret, told) = (secret.clone(), told.clone());
            tokio::spawn(async move {
                let secret_of = |id| (id == desktop.0).then(|| secret.clone());
                if door::answer(&mut *stream, secret_of, Welcome::ComeIn).await.is_ok() {
                    vnc(&mut *stream, &told).await;
                }
            });
        }
    });
    sessions.desktop_open(&claimed.lease, desktop, Some(&rfb), None).await.unwrap();
    Played { id: row.id, desktop, lease: claimed.lease, heard }
}

/// A VNC server with a screen of 8 by 8 pixels; it answers nothing but a word to every request for the picture.
async fn vnc(stream: &mut dyn Passage, heard: &Heard) -> Option<()> {
    stream.write_all(b"RFB 003.008\n").await.ok()?;
    let mut hello = [0; 12];
    stream.read_exact(&mut hello).await.ok()?;
    stream.write_all(&[1, 1]).await.ok()?;
    assert_eq!(stream.read_u8().await.ok()?, 1);
    stream.write_all(&[0, 0, 0, 0]).await.ok()?;
    stream.read_u8().await.ok()?;
    let mut about = vec![0, 8, 0, 8];
    about.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    about.extend([0, 0, 0, 3]);
    about.extend(b"tea");
    stream.write_all(&about).await.ok()?;
    let mut piece = [0; 1024];
    loop {
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        heard.lock().unwrap().extend_from_slice(&piece[..length]);
        if piece[..length].ends_with(&LOOK) {
            stream.write_all(b"picture").await.ok()?;
        }
    }
}

/// A ticket's address below `/ws`.
async fn ticket(app: &App, who: &str, id: AgentSessionId, mode: &str) -> String {
    let path = format!("/api/v1/sessions/{id}/tickets");
    let made = app.send(app.request(Method::POST, &path).bearer_auth(who).json(&json!({ "mode": mode }))).await;
    let made = made.expect(200);
    assert_eq!(made["mode"], mode);
    made["url"].as_str().unwrap().strip_prefix("/ws").unwrap().to_owned()
}

/// A client that has said hello.
async fn screen(app: &App, url: &str) -> Socket {
    let mut socket = app.try_socket(url, &[("sec-websocket-protocol", "binary")]).await.expect("the screen opens");
    socket.stream.send(Message::binary(b"RFB 003.008\n\x01\x01".to_vec())).await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"tea") {
        seen.extend(piece(&mut socket).await);
    }
    assert!(seen.starts_with(b"RFB 003.008\n"));
    socket
}

/// The next bytes of the screen.
async fn piece(socket: &mut Socket) -> Vec<u8> {
    loop {
        let next = tokio::time::timeout(PATIENCE, socket.stream.next()).await.expect("the screen says something");
        if let Message::Binary(bytes) = next.expect("the socket is open").expect("a message") {
            return bytes.to_vec();
        }
    }
}

/// Says something, then asks for the picture and waits for it: what was said before has arrived by then, or never will.
async fn say(socket: &mut Socket, bytes: &[u8]) {
    socket.stream.send(Message::binary(bytes.to_vec())).await.unwrap();
    socket.stream.send(Message::binary(LOOK.to_vec())).await.unwrap();
    assert_eq!(piece(socket).await, b"picture");
}

async fn app() -> App {
    let app = App::with(false, |config| config.secrets.key = KeyRing::generate()).await;
    for scope in ["read", "agent"] {
        key(&app.stack, ProjectId::DEFAULT, scope, &[scope]).await;
    }
    let other = app.stack.store.projects().ensure("other").await.unwrap().id;
    key(&app.stack, other, "theirs", &["agent"]).await;
    app
}

#[tokio::test]
async fn a_ticket_opens_one_screen_once_within_seconds_and_no_other() {
    let app = app().await;
    let ours = play(&app, ProjectId::DEFAULT).await;
    let another = play(&app, ProjectId::DEFAULT).await;
    let path = |id: AgentSessionId| format!("/api/v1/sessions/{id}/tickets");
    let ask = |who: &str, body: Value| app.request(Method::POST, &path(ours.id)).bearer_auth(who).json(&body);
    app.send(ask("theirs", json!({}))).await.problem(404, "not-found");
    app.send(ask("read", json!({ "mode": "control" }))).await.problem(403, "scope-missing");
    app.send(app.request(Method::POST, &path(ours.id)).json(&json!({}))).await.problem(401, "key-missing");
    assert_eq!(app.send(ask("read", json!({}))).await.expect(200)["mode"], "view", "looking is what is given unasked");

    let refused = async |url: &str, headers: &[(&'static str, &str)]| app.try_socket(url, headers).await.err();
    let rfb = format!("/vnc/{}/rfb", ours.id);
    assert_eq!(refused(&rfb, &[]).await, Some(403), "no ticket");
    assert_eq!(refused(&rfb, &[("authorization", "Bearer agent")]).await, Some(403), "a key is no ticket");
    assert_eq!(refused(&format!("{rfb}?ticket=AAAA"), &[]).await, Some(403), "a guess");
    let theirs = ticket(&app, "agent", another.id, "control").await;
    let (_, word) = theirs.split_once('?').unwrap();
    assert_eq!(refused(&format!("{rfb}?{word}"), &[]).await, Some(403), "a ticket for another session");
    let mine = ticket(&app, "agent", ours.id, "view").await;
    assert_eq!(refused(&mine, &[("origin", "http://evil.example")]).await, Some(403), "a page of another origin");
    assert_eq!(app.get(&format!("/ws{mine}")).await.status, 426, "a link that is followed is no connection …");
    drop(screen(&app, &mine).await); // … and leaves the ticket as it was
    assert_eq!(refused(&mine, &[]).await, Some(403), "a second time");
    let late = ticket(&app, "agent", ours.id, "view").await;
    let aged = "UPDATE view_tickets SET expires_at = expires_at - interval '31 seconds' WHERE session_id = $1";
    app.stack.execute(aged, ours.id.0).await;
    assert_eq!(refused(&late, &[]).await, Some(403), "31 s old");
    // a key that is gone opens nothing, though its ticket is fresh
    let gone = key(&app.stack, ProjectId::DEFAULT, "gone", &["read"]).await;
    let theirs = ticket(&app, "gone", ours.id, "view").await;
    app.stack.store.keys().revoke(ProjectId::DEFAULT, gone.id).await.unwrap();
    let until = tokio::time::Instant::now() + PATIENCE;
    let mut socket = app.try_socket(&theirs, &[]).await.ok();
    while let Some(open) = &mut socket {
        assert!(tokio::time::Instant::now() < until, "the socket of a revoked key stays open");
        match tokio::time::timeout(PATIENCE, open.stream.next()).await.expect("it is closed in time") {
            Some(Ok(Message::Close(frame))) => {
                assert_eq!(u16::from(frame.unwrap().code), 4401);
                socket = None;
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => socket = None,
        }
    }

    // without a desktop there is nothing to see
    let sessions = app.stack.store.agent_sessions();
    let over = flowtilla_shared::domain::agent::DesktopStatus::Closed;
    sessions.desktop_over(&ours.lease, ours.desktop, over, None).await.unwrap();
    let mine = ticket(&app, "agent", ours.id, "view").await;
    assert_eq!(refused(&mine, &[]).await, Some(409));
    app.stop().await;
}

#[tokio::test]
async fn what_watchers_type_is_dropped_and_what_a_person_types_who_drives_is_not() {
    let app = app().await;
    let played = play(&app, ProjectId::DEFAULT).await;
    let mut watcher = screen(&app, &ticket(&app, "read", played.id, "view").await).await;
    let mut person = screen(&app, &ticket(&app, "agent", played.id, "control").await).await;
    let mut state = app
        .try_socket(&format!("/vnc/{}", played.id), &[("sec-websocket-protocol", "flowtilla, flowtilla.key.read")])
        .await
        .expect("the status opens");
    let told = state.hear().await;
    assert_eq!((&told["type"], &told["data"]["control"]), (&json!("desktop.status"), &json!("agent")), "{told}");
    assert_eq!(told["data"]["desktop"]["status"], "open");
    let text = told.to_string();
    assert!(!text.contains("unix:@"), "the address of the door is told: {text}");

    say(&mut watcher, &KEY_DOWN).await;
    say(&mut person, &KEY_DOWN).await;
    assert_eq!(keys(&played.heard), 0, "the agent drives, and somebody typed");

    let control = format!("/api/v1/sessions/{}/control", played.id);
    let set = |who: &str, body: Value| app.request(Method::POST, &control).bearer_auth(who).json(&body);
    app.send(set("read", json!({ "control": "user" }))).await.problem(403, "scope-missing");
    app.send(set("theirs", json!({ "control": "user" }))).await.problem(404, "not-found");
    let taken = app.send(set("agent", json!({ "control": "user", "seconds": 300 }))).await.expect(200);
    assert_eq!((&taken["control"], &taken["by"]), (&json!("user"), &json!("agent")), "{taken}");
    let told = state.hear().await;
    assert_eq!((&told["data"]["control"], &told["data"]["by"]), (&json!("user"), &json!("agent")), "{told}");
    until("the person's key arrives", async || {
        say(&mut person, &KEY_DOWN).await;
        keys(&played.heard) > 0
    })
    .await;
    say(&mut watcher, &KEY_DOWN).await;
    assert_eq!(keys(&played.heard), 0, "a watcher typed while a person drives");

    // what is held down is let go of when control is taken away in the middle
    let back = app.send(set("agent", json!({ "control": "agent", "note": "I have logged in." }))).await.expect(200);
    assert_eq!((&back["control"], &back["by"]), (&json!("agent"), &Value::Null));
    until("the held key is let go of", async || {
        say(&mut person, &[]).await;
        let heard = std::mem::take(&mut *played.heard.lock().unwrap());
        heard.windows(8).any(|bytes| bytes == KEY_UP)
    })
    .await;
    say(&mut person, &KEY_DOWN).await;
    assert_eq!(keys(&played.heard), 0, "typed after handing back");
    let views = app.stack.store.desktop_views();
    assert_eq!(views.take_note(played.desktop).await.unwrap().as_deref(), Some("I have logged in."));
    assert_eq!(views.take_note(played.desktop).await.unwrap(), None, "the note is told twice");

    let topic = format!("session:{}", played.id);
    let events = app.stack.store.events().after(ProjectId::DEFAULT, &topic, 0, 100).await.unwrap();
    let taken: Vec<Value> = events
        .iter()
        .map(|event| serde_json::to_value(event).unwrap())
        .filter(|event| event["type"] == "desktop.control")
        .map(|event| json!([event["data"]["control"], event["data"]["by"], event["data"]["note"]]))
        .collect();
    assert_eq!(taken, [json!(["user", "agent", null]), json!(["agent", "agent", "I have logged in."])]);

    // a take-over ends by itself
    app.send(set("agent", json!({ "control": "user", "seconds": 1 }))).await.expect(200);
    until("the time is up", async || views.expire_one().await.unwrap().is_some_and(|(id, _)| id == played.id)).await;
    app.send(set("agent", json!({ "control": "user", "seconds": 0 }))).await.problem(400, "bad-request");

    // and the screen ends with the desktop
    let over = flowtilla_shared::domain::agent::DesktopStatus::Lost;
    app.stack.store.agent_sessions().desktop_over(&played.lease, played.desktop, over, None).await.unwrap();
    let closed = async {
        loop {
            match watcher.stream.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map_or(1005, |frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, closed).await.expect("the screen ends"), 1000_u16);
    app.send(set("agent", json!({ "control": "user" }))).await.problem(409, "conflict");
    app.stop().await;
}

/// Key messages that were heard since the last time.
fn keys(heard: &Heard) -> usize {
    let heard = std::mem::take(&mut *heard.lock().unwrap());
    heard.windows(8).filter(|bytes| *bytes == KEY_DOWN).count()
}

async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let end = tokio::time::Instant::now() + PATIENCE * 3;
    while !condition().await {
        assert!(tokio::time::Instant::now() < end, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_is_no_rfb_ends_the_connection_and_too_much_is_not_taken() {
    let app = app().await;
    let played = play(&app, ProjectId::DEFAULT).await;
    for bad in [b"RFB 003.003\n\x01".to_vec(), b"GET / HTTP/1.1\r\n\r\n".to_vec()] {
        let url = ticket(&app, "agent", played.id, "control").await;
        let mut socket = app.try_socket(&url, &[]).await.expect("the screen opens");
        socket.stream.send(Message::binary(bad)).await.unwrap();
        assert_eq!(socket.next().await, Err(1003));
    }
    let url = ticket(&app, "agent", played.id, "control").await;
    let mut socket = screen(&app, &url).await;
    socket.say(json!({ "type": "key" })).await;
    assert_eq!(socket.next().await, Err(1003));
    assert!(played.heard.lock().unwrap().is_empty(), "something of it got through");
    app.stop().await;
}

#[tokio::test]
async fn the_page_that_shows_a_desktop_asks_no_other_host() {
    let app = app().await;
    let page = app.get("/sessions/01970000-0000-7000-8000-000000000000/view").await;
    assert_eq!(page.status, 200, "the page needs a key");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let named: Vec<&str> = page.text.split('"').filter(|text| text.starts_with("/sessions/assets/")).collect();
    assert!(named.len() >= 2, "{named:?}");
    for path in named {
        let part = app.get(path).await;
        assert_eq!(part.status, 200, "{path}");
        assert!(path.ends_with(".txt") || part.header("cache-control").contains("immutable"), "{path}");
    }
    app.get("/sessions/assets/nothing.js").await.problem(404, "not-found");
    app.stop().await;
}
