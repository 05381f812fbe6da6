//! Agent sessions over REST and the chat socket; what a worker does is written by the test.

use flowtilla_shared::{
    domain::{
        agent::{MessageBlock, Role},
        event::Event,
        ids::{MessageId, ProjectId, WorkerId},
    },
    store::{AgentLease, AgentUsage, NewApproval, NewMessage},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{App, PATIENCE, Socket};

/// Claims the only session that needs a worker.
async fn claim(app: &App) -> AgentLease {
    let sessions = app.stack.store.agent_sessions();
    sessions.claim_next(WorkerId::new(), "w", PATIENCE * 10, 3).await.unwrap().expect("a session needs a worker").lease
}

/// Plays a worker: an answer of one text, and the end of the turn.
async fn answer(app: &App, held: &AgentLease, text: &str) {
    let sessions = app.stack.store.agent_sessions();
    let (begun, committed) = sessions.begin_turn(held).await.unwrap();
    assert!(begun, "there is something to answer");
    app.stack.live.publish(&committed).await;
    let id = MessageId::new();
    let committed = sessions.tell(held, vec![Event::Content { content: text.into(), message_id: id }]).await.unwrap();
    app.stack.live.publish(&committed).await;
    let done = Event::ContentDone { message_id: id, content: text.into(), stop: "end".into() };
    let new = NewMessage {
        id,
        role: Role::Assistant,
        blocks: vec![MessageBlock::Text { text: text.into() }],
        turn: None,
        used: Some(AgentUsage { answers: 1, input_tokens: 10, output_tokens: 5, ..AgentUsage::default() }),
        artifacts: Vec::new(),
    };
    app.stack.live.publish(&sessions.add(held, new, vec![done]).await.unwrap()).await;
    app.stack.live.publish(&sessions.end_turn(held, None).await.unwrap()).await;
}

/// The next message of a type.
async fn until(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let message = socket.hear().await;
        if message["type"] == kind {
            return message;
        }
    }
}

#[tokio::test]
async fn the_example_of_the_brief_works_as_it_is_printed() {
    let app = App::with(true, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await;
    let made = app.post("/api/v1/sessions/", &json!({ "title": "Search weather in Dubai" })).await;
    let made = made.expect(201);
    assert_eq!((&made["status"], &made["desktop"]["status"]), (&json!("idle"), &json!("starting")));
    assert_eq!((&made["desktop"]["width"], &made["desktop"]["height"]), (&json!(1280), &json!(800)));
    let id = made["id"].as_str().unwrap().to_owned();
    let mut socket = app.socket(&format!("/chat/{id}")).await;
    let mut other = app.socket(&format!("/chat/{id}")).await;
    assert_eq!(socket.hear().await["type"], "subscribed");
    assert_eq!(other.hear().await["type"], "subscribed");
    socket.say(json!({ "type": "chat", "data": { "message": "Search the weather in Dubai" } })).await;
    let said = until(&mut socket, "message.added").await;
    assert_eq!(said["data"]["content"], "Search the weather in Dubai");
    assert_eq!(until(&mut socket, "status").await["data"]["status"], "queued");
    let held = claim(&app).await;
    answer(&app, &held, "It is sunny in Dubai.").await;
    for socket in [&mut socket, &mut other] {
        let content = until(socket, "content").await;
        assert_eq!(content["data"]["content"], "It is sunny in Dubai.");
        assert_eq!(until(socket, "content.done").await["data"]["message_id"], content["data"]["message_id"]);
        assert_eq!(until(socket, "usage").await["data"]["output_tokens"], 5);
        assert_eq!(until(socket, "status").await["data"]["status"], "idle");
    }
    // the whole session from its first event, on another socket, and over REST
    let log = app.get(&format!("/api/v1/sessions/{id}/events?limit=1000")).await.expect(200);
    let mut again = app.socket(&format!("/chat/{id}?after=0")).await;
    assert_eq!(again.hear().await["head"], log["head"]);
    for event in log["items"].as_array().unwrap() {
        assert_eq!(&again.hear().await, event);
    }
    let history = app.get(&format!("/api/v1/sessions/{id}/messages")).await.expect(200);
    let said: Vec<(&str, &str)> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (message["role"].as_str().unwrap(), message["content"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("user", "Search the weather in Dubai"), ("assistant", "It is sunny in Dubai.")]);
    app.stop().await;
}

#[tokio::test]
async fn sessions_are_listed_searched_closed_opened_again_and_deleted() {
    let app = App::with(true, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await;
    let mut ids = Vec::new();
    for title in ["Weather in Dubai", "Weather in Rome", "Buy 100% tea"] {
        let made = app.post("/api/v1/sessions", &json!({ "title": title, "metadata": { "n": 1 } })).await.expect(201);
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let titles = |list: &Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    };
    let page = app.get("/api/v1/sessions/?page=1&size=2").await.expect(200);
    assert_eq!(
        (titles(&page), &page["total"], &page["page"]),
        (vec!["Buy 100% tea".into(), "Weather in Rome".into()], &json!(3), &json!(1))
    );
    let rest =
        app.get(&format!("/api/sessions?size=2&cursor={}", page["next_cursor"].as_str().unwrap())).await.expect(200);
    assert_eq!((titles(&rest), &rest["next_cursor"]), (vec!["Weather in Dubai".into()], &Value::Null));
    assert_eq!(titles(&app.get("/api/sessions?search=weather").await.expect(200)).len(), 2);
    assert_eq!(titles(&app.get("/api/sessions?search=100%25").await.expect(200)), ["Buy 100% tea"]);
    let path = format!("/api/v1/sessions/{}", ids[0]);
    app.post(&format!("{path}/messages"), &json!({ "message": "Find a café" })).await.expect(202);
    assert_eq!(titles(&app.get("/api/sessions?search=caf%C3%A9").await.expect(200)), ["Weather in Dubai"]);
    assert_eq!(titles(&app.get("/api/sessions?status=queued").await.expect(200)), ["Weather in Dubai"]);
    app.delete(&format!("{path}?delete=true")).await.problem(409, "conflict");
    let closed = app.delete(&path).await.expect(200);
    assert_eq!(closed["status"], "closed");
    assert_eq!(app.delete(&path).await.expect(200)["closed_at"], closed["closed_at"], "closing twice changes nothing");
    app.post(&format!("{path}/messages"), &json!({ "message": "more" })).await.problem(409, "conflict");
    let history = app.get(&format!("{path}/messages")).await.expect(200);
    assert_eq!(history["items"][0]["content"], "Find a café", "what waited is part of the history");
    let opened = app.post(&format!("{path}/resume"), &json!({})).await.expect(200);
    assert_eq!((&opened["status"], &opened["closed_at"]), (&json!("idle"), &Value::Null));
    app.delete(&path).await.expect(200);
    assert_eq!(app.delete(&format!("{path}?delete=true")).await.status.as_u16(), 204);
    app.get(&path).await.problem(404, "not-found");
    assert_eq!(app.get("/api/sessions").await.expect(200)["total"], 2);
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let app = App::with(true, |config| {
        config.models.demo_url = "http://127.0.0.1:9".into();
        config.limits.max_sessions_per_project = 1;
        config.agents.max_file_bytes = 4;
    })
    .await;
    for (wrong, why) in [
        (json!({ "model_name": "no-such" }), "model_name"),
        (json!({ "tool_version": "computer_use_1999" }), "tool_version"),
        (json!({ "width": 10 }), "pixels"),
        (json!({ "start_url": "file:///etc/passwd" }), "start_url"),
        (json!({ "start_program": "bash" }), "start_program"),
        (json!({ "allowed_hosts": ["http://x/"] }), "allowed_hosts"),
        (json!({ "limits": { "max_turns": 0 } }), "max_turns"),
        (json!({ "files": [{ "path": "../x", "text": "" }] }), "path"),
        (json!({ "files": [{ "path": "x" }] }), "`text` or `data`"),
        (json!({ "confirm_policy": "sometimes" }), "sometimes"),
        (json!({ "nonsense": 1 }), "nonsense"),
        (json!({ "title": "x".repeat(201) }), "title"),
    ] {
        let problem = app.post("/api/sessions", &wrong).await.problem(422, "invalid");
        assert!(problem["detail"].as_str().unwrap().contains(why), "{wrong}: {problem}");
    }
    let large = json!({ "files": [{ "path": "x", "text": "12345" }] });
    app.post("/api/sessions", &large).await.problem(413, "file-too-large");
    app.post("/api/sessions", &json!({ "template": "none" })).await.problem(404, "not-found");
    let id = app.post("/api/sessions", &json!({})).await.expect(201)["id"].as_str().unwrap().to_owned();
    let full = app.post("/api/sessions", &json!({})).await;
    assert_eq!(full.status.as_u16(), 429, "{}", full.text);
    app.post(&format!("/api/sessions/{id}/messages"), &json!({ "message": " " })).await.problem(422, "invalid");
    app.get(&format!("/api/sessions/{}", uuid::Uuid::now_v7())).await.problem(404, "not-found");
    let nothing = json!({ "approval_id": uuid::Uuid::now_v7(), "decision": "approve" });
    app.post(&format!("/api/sessions/{id}/approvals"), &nothing).await.problem(404, "not-found");
    let mut socket = app.socket(&format!("/chat/{id}")).await;
    assert_eq!(socket.hear().await["type"], "subscribed");
    for wrong in
        [json!({ "type": "dance" }), json!({ "type": "chat" }), json!({ "type": "chat", "data": { "message": "" } })]
    {
        socket.say(wrong).await;
        assert_eq!(socket.hear().await["type"], "error");
    }
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
    assert_eq!(app.try_socket(&format!("/chat/{}", uuid::Uuid::now_v7()), &[]).await.err(), Some(404));
    app.stop().await;
}

#[tokio::test]
async fn approvals_files_templates_and_interruptions_go_over_rest_and_the_socket() {
    let app = App::with(true, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await;
    let template = json!({ "description": "For tea", "options": { "title": "Tea", "confirm_policy": "always", "limits": { "max_turns": 7 } } });
    app.put("/api/session-templates/tea", &template).await.expect(200);
    app.put("/api/session-templates/bad", &json!({ "options": { "width": 1 } })).await.problem(422, "invalid");
    assert_eq!(app.get("/api/session-templates").await.expect(200)["items"].as_array().unwrap().len(), 1);
    let asked = json!({ "template": "tea", "title": "Green tea", "files": [{ "path": "in/a.txt", "text": "ä" }] });
    let made = app.post("/api/sessions", &asked).await.expect(201);
    assert_eq!(
        (&made["title"], &made["confirm_policy"], &made["limits"]["max_turns"]),
        (&json!("Green tea"), &json!("always"), &json!(7))
    );
    let id = made["id"].as_str().unwrap();
    let path = format!("/api/sessions/{id}");
    let data = json!({ "path": "~/b.bin", "data": "AAEC" });
    assert_eq!(app.post(&format!("{path}/files"), &data).await.expect(201)["path"], "b.bin");
    let files = app.get(&format!("{path}/files")).await.expect(200);
    assert_eq!(files["items"][1]["path"], "in/a.txt");
    let bytes = app.get(&format!("{path}/files/content?path=in/a.txt")).await;
    assert_eq!((bytes.text.as_str(), bytes.header("content-disposition")), ("ä", "attachment; filename=\"a.txt\""));
    // the agent asks
    let mut socket = app.socket(&format!("/chat/{id}")).await;
    assert_eq!(socket.hear().await["type"], "subscribed");
    socket.say(json!({ "type": "chat", "data": { "message": "Brew" } })).await;
    until(&mut socket, "message.added").await;
    let held = claim(&app).await;
    let sessions = app.stack.store.agent_sessions();
    app.stack.live.publish(&sessions.begin_turn(&held).await.unwrap().1).await;
    let message_id = sessions.messages(ProjectId::DEFAULT, held.id, 0, 10).await.unwrap()[0].id;
    let new = |kind, call: &str| NewApproval {
        kind,
        message_id,
        call_id: call.into(),
        name: "bash".into(),
        input: json!({ "command": "brew" }),
        question: "Green?".into(),
        choices: Vec::new(),
        seconds: 600,
    };
    use flowtilla_shared::domain::agent::ApprovalKind;
    app.stack.live.publish(&sessions.ask(&held, &new(ApprovalKind::Tool, "c1")).await.unwrap().1).await;
    let request = until(&mut socket, "approval.requested").await;
    let approval = request["data"]["approval_id"].clone();
    assert_eq!(app.get(&path).await.expect(200)["waiting_for"], "approval");
    let edit = json!({ "type": "edit", "data": { "approval_id": approval, "input": { "command": "boil" } } });
    socket.say(edit).await;
    let decided = until(&mut socket, "approval.decided").await;
    assert_eq!((&decided["data"]["status"], &decided["data"]["edited"]["command"]), (&json!("edited"), &json!("boil")));
    let denial = json!({ "approval_id": approval, "decision": "deny" });
    app.post(&format!("{path}/approvals"), &denial).await.problem(409, "conflict");
    // while it waits for an answer, what is said is the answer
    app.stack.live.publish(&sessions.ask(&held, &new(ApprovalKind::Question, "c2")).await.unwrap().1).await;
    app.post(&format!("{path}/messages"), &json!({ "message": "Green." })).await.expect(202);
    let decided = until(&mut socket, "approval.decided").await;
    assert_eq!((&decided["data"]["status"], &decided["data"]["answer"]), (&json!("answered"), &json!("Green.")));
    assert_eq!(app.get(&format!("{path}/approvals?pending=true")).await.expect(200)["items"], json!([]));
    assert_eq!(app.get(&format!("{path}/approvals")).await.expect(200)["items"].as_array().unwrap().len(), 2);
    // an interruption is asked of the worker
    socket.say(json!({ "type": "interrupt" })).await;
    socket.say(json!({ "type": "ping" })).await;
    until(&mut socket, "pong").await;
    assert!(sessions.attend(&held, PATIENCE).await.unwrap().unwrap().interrupt_requested);
    app.delete(&path).await.expect(200);
    assert_eq!(until(&mut socket, "status").await["data"]["status"], "closed");
    assert_eq!(app.delete("/api/session-templates/tea").await.status.as_u16(), 204);
    app.stop().await;
}

#[tokio::test]
async fn reading_needs_no_more_than_a_key_and_talking_needs_the_scope_agent() {
    let app = App::with(false, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await;
    let (reader, agent) = ("reader", "agent");
    crate::keys::key(&app.stack, ProjectId::DEFAULT, reader, &["read"]).await;
    crate::keys::key(&app.stack, ProjectId::DEFAULT, agent, &["agent"]).await;
    let with = |key: &str, method: Method, path: &str| app.request(method, path).header("x-api-key", key);
    let made = app.send(with(agent, Method::POST, "/api/sessions").json(&json!({}))).await.expect(201);
    let path = format!("/api/sessions/{}", made["id"].as_str().unwrap());
    assert_eq!(app.send(with(reader, Method::GET, &path)).await.status.as_u16(), 200);
    let say = with(reader, Method::POST, &format!("{path}/messages")).json(&json!({ "message": "x" }));
    app.send(say).await.problem(403, "scope-missing");
    app.send(with(reader, Method::DELETE, &path)).await.problem(403, "scope-missing");
    let chat = format!("/chat/{}", made["id"].as_str().unwrap());
    let mut socket = app.try_socket(&chat, &[("x-api-key", reader)]).await.ok().unwrap();
    assert_eq!(socket.hear().await["type"], "subscribed");
    socket.say(json!({ "type": "chat", "data": { "message": "x" } })).await;
    let refused = socket.hear().await;
    assert_eq!((&refused["type"], &refused["data"]["kind"]), (&json!("error"), &json!("scope-missing")));
    assert_eq!(app.try_socket(&chat, &[]).await.err(), Some(401));
    app.stop().await;
}
