//! The channels of a session's desktop in the AsyncAPI document: `WS /ws/vnc/{session_id}` and `…/rfb`.

use serde_json::{Value, json};

/// Adds channels, operations and messages.
pub fn add(document: &mut Value) {
    for (name, channel) in channels() {
        document["channels"][name] = channel;
    }
    for (name, operation) in operations() {
        document["operations"][name] = operation;
    }
    for (name, message) in messages() {
        document["components"]["messages"][name] = message;
    }
}

/// The channels by name.
fn channels() -> [(&'static str, Value); 2] {
    let session = json!({ "session_id": { "description": "Of an agent session." } });
    let on = |channel: &str, names: &[&str]| -> Value {
        let of = |name: &&str| ((*name).to_owned(), json!({ "$ref": format!("#/components/messages/{name}") }));
        json!({ "address": channel, "parameters": session, "messages": names.iter().map(of).collect::<serde_json::Map<_, _>>() })
    };
    let mut status = on("/ws/vnc/{session_id}", &["DesktopStatus", "DesktopPing", "DesktopPong", "DesktopError"]);
    status["title"] = json!("A desktop's state");
    status["description"] = json!(
        "How the desktop of an agent session is and who drives it: at once, and whenever it changes. `POST /api/v1/sessions/{id}/control` \
         takes it over and hands it back."
    );
    let mut screen = on("/ws/vnc/{session_id}/rfb", &["Rfb"]);
    screen["title"] = json!("A desktop's screen");
    screen["description"] = json!(
        "The screen as RFB 3.8 in binary messages, subprotocol `binary`, for noVNC. It takes a ticket in the place of a key: `POST \
         /api/v1/sessions/{id}/tickets`, good for one connection within 30 s. The server drops keys, mouse and clipboard unless the ticket \
         is one for `control` and a person drives. Each frame goes out when the client has taken the one before."
    );
    screen["bindings"] = json!({ "ws": { "query": { "type": "object", "required": ["ticket"], "properties": { "ticket": { "type": "string" } } } } });
    [("desktop", status), ("screen", screen)]
}

/// What is done on them.
fn operations() -> [(&'static str, Value); 4] {
    let of = |action: &str, channel: &str, summary: &str, names: &[&str]| {
        let messages: Vec<Value> =
            names.iter().map(|name| json!({ "$ref": format!("#/channels/{channel}/messages/{name}") })).collect();
        json!({ "action": action, "channel": { "$ref": format!("#/channels/{channel}") }, "summary": summary, "messages": messages })
    };
    [
        (
            "tellDesktop",
            of("send", "desktop", "What a watcher is told.", &["DesktopStatus", "DesktopPong", "DesktopError"]),
        ),
        ("hearDesktop", of("receive", "desktop", "What a watcher may say.", &["DesktopPing"])),
        ("showScreen", of("send", "screen", "The VNC server's side.", &["Rfb"])),
        ("useScreen", of("receive", "screen", "The VNC client's side.", &["Rfb"])),
    ]
}

/// Their messages by name.
fn messages() -> [(&'static str, Value); 5] {
    let text = || json!({ "type": "string" });
    let or_null = |schema: Value| json!({ "oneOf": [schema, { "type": "null" }] });
    let desktop = json!({ "type": "object", "required": ["id", "status", "width", "height", "worker", "message"], "properties": {
        "id": text(), "status": { "type": "string", "enum": ["starting", "open", "closed", "lost", "failed"] },
        "width": { "type": "integer" }, "height": { "type": "integer" }, "worker": text(), "message": or_null(text()),
    } });
    let data = json!({ "type": "object", "required": ["session", "waiting_for", "desktop", "control", "by", "until"], "properties": {
        "session": text(), "waiting_for": or_null(text()), "desktop": or_null(desktop),
        "control": { "type": "string", "enum": ["agent", "user"] }, "by": or_null(text()),
        "until": or_null(json!({ "type": "string", "format": "date-time" })),
    } });
    let message = |tag: &str, summary: &str, mut properties: Value, required: &[&str]| {
        properties["type"] = json!({ "type": "string", "enum": [tag] });
        let payload = json!({ "type": "object", "required": required, "properties": properties });
        json!({ "name": tag, "title": tag, "summary": summary, "payload": payload })
    };
    let status = json!({ "at": { "type": "string", "format": "date-time" }, "topic": text(), "data": data });
    let error = json!({ "status": { "type": "integer" }, "code": text(), "detail": text() });
    [
        (
            "DesktopStatus",
            message(
                "desktop.status",
                "The session, its desktop, and who drives.",
                status,
                &["type", "at", "topic", "data"],
            ),
        ),
        ("DesktopPing", message("ping", "Ask for a sign of life.", json!({}), &["type"])),
        ("DesktopPong", message("pong", "The sign of life.", json!({}), &["type"])),
        (
            "DesktopError",
            message(
                "error",
                "A message could not be obeyed; the socket stays open.",
                error,
                &["type", "status", "code", "detail"],
            ),
        ),
        (
            "Rfb",
            json!({ "name": "rfb", "title": "rfb", "summary": "Bytes of RFB, cut anywhere.", "contentType": "application/octet-stream",
                "payload": { "type": "string", "format": "binary" } }),
        ),
    ]
}
