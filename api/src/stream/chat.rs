//! What a client may say on `WS /ws/chat/{session_id}`. What happens comes as events of the session's stream.

use flowtilla_shared::{domain::ids::AgentSessionId, telemetry::traces};
use serde::Deserialize;
use serde_json::{Value, json};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::{
    agents,
    caller::{Agent, Identity, Permission},
    problem::Problem,
    state::State,
    wire::agent::AgentDecision,
};

/// One message of a client.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    /// Something for the agent.
    Chat {
        data: Chat,
    },
    /// The agent is to stop.
    Interrupt {},
    Approve {
        data: Decision,
    },
    Deny {
        data: Decision,
    },
    Edit {
        data: Decision,
    },
    Answer {
        data: Decision,
    },
    Ping {},
}

#[derive(Debug, Deserialize)]
struct Chat {
    message: String,
}

#[derive(Debug, Deserialize)]
struct Decision {
    approval_id: Uuid,
    #[serde(default)]
    input: Option<Value>,
    #[serde(default)]
    answer: Option<String>,
}

/// Does what a client says; what it is told at once, if anything. Refusals have the shape of the session's own `error` events.
pub async fn obey(state: &State, caller: &Identity, id: AgentSessionId, text: &str) -> Option<String> {
    let said: Said = match serde_json::from_str(text) {
        Ok(said) => said,
        Err(error) => {
            let detail = format!(
                "This message is not understood ({error}). Send {{\"type\":\"chat\",\"data\":{{\"message\":\"…\"}}}}, \
                 {{\"type\":\"interrupt\"}}, {{\"type\":\"approve\",\"data\":{{\"approval_id\":\"…\"}}}} (or `deny`, `edit`, `answer`) \
                 or {{\"type\":\"ping\"}}."
            );
            return Some(refusal(&Problem::bad_request(detail)));
        }
    };
    let done = match said {
        Said::Ping {} => return Some(json!({ "type": "pong" }).to_string()),
        _ if caller.require(Agent::SCOPE).is_err() => caller.require(Agent::SCOPE),
        Said::Chat { data } if data.message.contains('\0') => {
            Err(Problem::bad_request("`message` holds a NUL character, which cannot be stored."))
        }
        Said::Chat { data } => {
            // what is said over a socket begins a trace of its own
            let span = tracing::info_span!(
                target: traces::TARGET, "chat message", otel.kind = "server", flowtilla.agent_session.id = %id
            );
            agents::say(state, caller, id, &data.message).instrument(span).await.map(drop)
        }
        Said::Interrupt {} => agents::interrupt(state, caller, id).await.map(drop),
        Said::Approve { data } => decide(state, caller, id, "approve", data).await,
        Said::Deny { data } => decide(state, caller, id, "deny", data).await,
        Said::Edit { data } => decide(state, caller, id, "edit", data).await,
        Said::Answer { data } => decide(state, caller, id, "answer", data).await,
    };
    done.err().map(|problem| refusal(&problem))
}

async fn decide(
    state: &State,
    caller: &Identity,
    id: AgentSessionId,
    decision: &str,
    said: Decision,
) -> Result<(), Problem> {
    let Decision { approval_id, input, answer } = said;
    let decision = AgentDecision { approval_id, decision: decision.into(), input, answer };
    agents::decide(state, caller, id, decision).await.map(drop)
}

fn refusal(problem: &Problem) -> String {
    let data = json!({ "kind": problem.code, "message": problem.detail, "status": problem.status.as_u16() });
    json!({ "type": "error", "data": data }).to_string()
}
