//! What goes with agent sessions: their stream of events, the clipboard of the desktop, films.

use flowtilla_shared::{
    domain::{
        ids::{AgentDesktopId, ArtifactId, WorkerId},
        journal::NewArtifact,
    },
    store::AgentLease,
};
use serde_json::json;

use crate::{
    app::{App, PATIENCE},
    events,
};

/// A session with an open desktop, whose worker is the test.
async fn session(app: &App) -> (String, AgentLease) {
    let made = app.post("/api/sessions", &json!({})).await.expect(201);
    let sessions = app.stack.store.agent_sessions();
    let claimed = sessions.claim_next(WorkerId::new(), "w", PATIENCE * 10, 3).await.unwrap().unwrap();
    (format!("/api/v1/sessions/{}", made["id"].as_str().unwrap()), claimed.lease)
}

async fn with_desktop(app: &App, held: &AgentLease) {
    let (sessions, desktop) = (app.stack.store.agent_sessions(), AgentDesktopId::new());
    sessions.desktop_starting(held, desktop, "w", (1280, 800)).await.unwrap();
    sessions.desktop_open(held, desktop, None, None).await.unwrap();
}

async fn app() -> App {
    App::with(true, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await
}

#[tokio::test]
async fn the_stream_of_a_session_resumes_after_the_last_event_id() {
    let app = app().await;
    let (path, _) = session(&app).await;
    for message in ["one", "two", "three"] {
        app.post(&format!("{path}/messages"), &json!({ "message": message })).await.expect(202);
    }
    let log = app.get(&format!("{path}/events?limit=1000")).await.expect(200);
    let wanted = log["items"].as_array().unwrap().clone();
    let (mut seen, mut last) = (Vec::new(), None::<String>);
    // two at a time, then cut
    while seen.len() < wanted.len() {
        let after = if last.is_none() { "?after=0" } else { "" };
        let mut stream = events::open(&app, &format!("{path}/stream{after}"), last.as_deref()).await;
        for _ in 0..2.min(wanted.len() - seen.len()) {
            let (id, event) = stream.next().await.unwrap();
            last = Some(id);
            seen.push(event);
        }
    }
    assert_eq!(seen, wanted);
    let nobody = format!("/api/v1/sessions/{}/stream", uuid::Uuid::now_v7());
    app.get(&nobody).await.problem(404, "not-found");
    let document = app.get("/openapi.json").await.expect(200);
    let answers = &document["paths"]["/api/v1/sessions/{id}/stream"]["get"]["responses"]["200"]["content"];
    assert!(answers["text/event-stream"].is_object(), "{answers}");
    app.stop().await;
}

#[tokio::test]
async fn the_clipboard_is_asked_of_the_worker_that_has_the_desktop() {
    let app = app().await;
    let (path, held) = session(&app).await;
    let clipboard = format!("{path}/clipboard");
    app.get(&clipboard).await.problem(409, "no-desktop");
    with_desktop(&app, &held).await;
    app.put(&clipboard, &json!({ "text": "x".repeat(200_001) })).await.problem(413, "text-too-large");
    app.put(&clipboard, &json!({ "txt": "x" })).await.problem(422, "invalid");
    let sessions = app.stack.store.agent_sessions();
    let worker = async |answer: Result<&str, &str>| {
        let asked = loop {
            assert!(!sessions.attend(&held, PATIENCE).await.unwrap().unwrap().queued);
            if let Some(asked) = sessions.clipboard_asks(&held).await.unwrap().pop() {
                break asked;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        };
        assert!(sessions.attend(&held, PATIENCE).await.unwrap().unwrap().clipboard);
        sessions.answer_clipboard(&held, asked.id, answer).await.unwrap();
        asked.put
    };
    let tea = json!({ "text": "茶" });
    let (put, asked) = tokio::join!(app.put(&clipboard, &tea), worker(Ok("")));
    assert_eq!((put.expect(200), asked.as_deref()), (tea.clone(), Some("茶")));
    let (got, asked) = tokio::join!(app.get(&clipboard), worker(Ok("茶")));
    assert_eq!((got.expect(200), asked), (tea, None));
    let (got, _) = tokio::join!(app.get(&clipboard), worker(Err("The program does not give it.")));
    assert!(got.problem(409, "no-desktop")["detail"].as_str().unwrap().contains("does not give it"));
    assert!(sessions.clipboard_asks(&held).await.unwrap().is_empty(), "a question stays");
    app.stop().await;
}

#[tokio::test]
async fn a_film_is_asked_for_once_and_found_when_it_is_made() {
    let app = app().await;
    let (path, held) = session(&app).await;
    let video = format!("{path}/video");
    app.get(&video).await.problem(404, "not-found");
    let first = app.post(&video, &json!({})).await.expect(202);
    assert_eq!((&first["status"], &first["last_action"]), (&json!("queued"), &json!(0)));
    assert_eq!(app.post(&video, &json!({})).await.expect(202)["id"], first["id"], "one at a time");
    let sessions = app.stack.store.agent_sessions();
    let claimed = sessions.claim_video(PATIENCE).await.unwrap().unwrap();
    assert_eq!(claimed.session, held.id);
    assert!(sessions.claim_video(PATIENCE).await.unwrap().is_none(), "two workers make one film");
    let kept = app.stack.blobs.put("film".into()).await.unwrap();
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: "video".into(),
        name: Some("session.webm".into()),
        media_type: "video/webm".into(),
        sha256: kept.sha256,
        bytes: kept.bytes,
        step_index: None,
    };
    sessions.end_video(&claimed, Ok(&artifact)).await.unwrap();
    // handed in twice, it stays the first
    sessions.end_video(&claimed, Err("too late")).await.unwrap();
    let made = app.get(&video).await.expect(200);
    assert_eq!((&made["status"], &made["message"]), (&json!("ready"), &serde_json::Value::Null));
    let bytes = app.get(made["url"].as_str().unwrap()).await;
    assert_eq!((bytes.text.as_str(), bytes.header("content-type")), ("film", "video/webm"));
    assert_eq!(app.post(&video, &json!({})).await.expect(202)["id"], first["id"], "it shows all there is");
    app.stop().await;
}
