//! What a client may say on `WS /ws/chat/{session_id}`, in the AsyncAPI document.

use serde_json::{Map, Value, json};

/// What the channel is.
pub const DESCRIPTION: &str = "A chat with an agent. The server sends the events of the session's stream, `session:{id}`: `content` as the agent \
    speaks, `content.done`, `tool_use`, `tool_result` (screenshots by `artifact_id`), `status`, `usage`, `approval.requested`, `desktop`, `error`. \
    Without `after` only what comes; with it everything after that `seq`. Any number of clients see the same session. What is said while the agent \
    works waits for its turn. Saying anything needs a key with the scope `agent`. A message that cannot be obeyed is answered with an `error` \
    without `seq`; the socket stays open.";

/// The messages that a client may send, by name.
pub fn messages() -> (Vec<&'static str>, Map<String, Value>) {
    let text = || json!({ "type": "string" });
    let approval = || json!({ "type": "string", "format": "uuid" });
    let decision = |more: Value, required: Value| {
        let mut properties = json!({ "approval_id": approval(), "answer": text() });
        if let (Some(properties), Some(more)) = (properties.as_object_mut(), more.as_object()) {
            properties.extend(more.clone());
        }
        Some(json!({ "type": "object", "required": required, "properties": properties }))
    };
    let chat = json!({ "type": "object", "required": ["message"], "properties": { "message": text() } });
    let all: [(&str, &str, &str, Option<Value>); 7] = [
        ("Chat", "chat", "Something for the agent; its answer, while it waits for one.", Some(chat)),
        ("ChatInterrupt", "interrupt", "The agent is to stop before its next action.", None),
        ("ChatApprove", "approve", "The action may be carried out.", decision(json!({}), json!(["approval_id"]))),
        ("ChatDeny", "deny", "The action must not be carried out.", decision(json!({}), json!(["approval_id"]))),
        (
            "ChatEdit",
            "edit",
            "The action is carried out with another input.",
            decision(json!({ "input": { "type": "object" } }), json!(["approval_id", "input"])),
        ),
        (
            "ChatAnswer",
            "answer",
            "The answer to a question of the agent.",
            decision(json!({}), json!(["approval_id", "answer"])),
        ),
        ("ChatPing", "ping", "Ask for a sign of life.", None),
    ];
    let mut messages = Map::new();
    let mut names = Vec::new();
    for (name, tag, summary, data) in all {
        let mut payload = json!({ "type": "object", "required": ["type"], "properties": { "type": { "type": "string", "enum": [tag] } } });
        if let Some(data) = data {
            payload["required"] = json!(["type", "data"]);
            payload["properties"]["data"] = data;
        }
        messages.insert(name.into(), json!({ "name": tag, "title": tag, "summary": summary, "payload": payload }));
        names.push(name);
    }
    (names, messages)
}
