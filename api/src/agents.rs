//! What can be asked of agent sessions, whether over REST or over the chat socket.

use std::time::{Duration, Instant};

use bytes::Bytes;
use flowtilla_shared::{
    domain::{
        agent::{
            ApprovalKind, ApprovalStatus, DesktopStatus, SessionLimits, SessionOptions, TOOL_VERSIONS, WaitingFor,
        },
        flow::address,
        ids::{AgentApprovalId, AgentSessionId, ArtifactId, MessageId},
        journal::{Committed, NewArtifact},
    },
    live::ControlMessage,
    store::{AgentFileRow, ApprovalDecision, ApprovalRow},
    telemetry::traces,
};
use serde_json::Value;
use url::Url;

use crate::{
    caller::Identity,
    problem::Problem,
    state::State,
    wire::agent::{AgentDecision, AgentLimits, NewAgentFile, NewAgentSession},
};

/// Characters of a message.
pub const MOST_MESSAGE: usize = 100_000;
/// Characters of a system prompt, of a title, of a path.
const MOST_PROMPT: usize = 50_000;
const MOST_TITLE: usize = 200;
const MOST_PATH: usize = 300;
/// Hosts, variables and other entries of a list.
const MOST_ENTRIES: usize = 100;
/// Programs that a desktop can begin with.
const PROGRAMS: [&str; 4] = ["browser", "terminal", "files", "editor"];

/// Bytes of a text in the clipboard of a desktop.
const MOST_CLIPBOARD: usize = 200_000;
/// How long a desktop may take to tell what is in it, and the time between two looks for that.
const CLIPBOARD_WITHIN: Duration = Duration::from_secs(10);
const CLIPBOARD_EVERY: Duration = Duration::from_millis(40);

/// Tells who watches, and the worker that holds the session.
pub async fn tell(state: &State, id: AgentSessionId, committed: &Committed) {
    state.live.publish(committed).await;
    state.live.control(ControlMessage::AgentSession(id)).await;
}

/// Takes what a person says. While the agent waits for an answer, it is the answer; else it waits for its turn.
///
/// # Errors
/// 404, 409 when the session is closed, 422 for no text, 429 when too many messages wait.
pub async fn say(state: &State, caller: &Identity, id: AgentSessionId, text: &str) -> Result<MessageId, Problem> {
    if text.trim().is_empty() || text.chars().count() > MOST_MESSAGE {
        let detail = format!("`message` is a text of 1 to {MOST_MESSAGE} characters.");
        return Err(Problem::invalid(detail, Vec::new()));
    }
    let sessions = state.store.agent_sessions();
    if sessions.get(caller.project, id).await?.waiting_for == Some(WaitingFor::Answer) {
        let asked = sessions.approvals(caller.project, id, true).await?;
        if let Some(question) = asked.iter().find(|row| row.kind == ApprovalKind::Question) {
            let decision = ApprovalDecision {
                status: ApprovalStatus::Answered,
                edited: None,
                answer: Some(text.to_owned()),
                by: Some(caller.name.clone()),
            };
            // when it was answered or is over by now, this is a message like any other
            if let Ok((row, committed)) = sessions.decide(caller.project, id, question.id, &decision).await {
                tell(state, id, &committed).await;
                return Ok(row.message_id);
            }
        }
    }
    let trace = traces::current();
    let (message, committed) = sessions.say(caller.project, id, text, Some(&caller.name), trace.as_deref()).await?;
    tell(state, id, &committed).await;
    Ok(message)
}

/// Asks the agent to stop what it does.
///
/// # Errors
/// 404.
pub async fn interrupt(state: &State, caller: &Identity, id: AgentSessionId) -> Result<bool, Problem> {
    let asked = state.store.agent_sessions().interrupt(caller.project, id).await?;
    state.live.control(ControlMessage::AgentSession(id)).await;
    Ok(asked)
}

/// Asks for the text in the clipboard of the session's desktop, or puts one in.
///
/// # Errors
/// 404, 409 without a desktop that answers in time, 413 for too large a text.
pub async fn clipboard(
    state: &State,
    caller: &Identity,
    id: AgentSessionId,
    put: Option<&str>,
) -> Result<String, Problem> {
    if let Some(long) = put.filter(|text| text.len() > MOST_CLIPBOARD) {
        let detail = format!("The clipboard takes {MOST_CLIPBOARD} bytes; this text has {}.", long.len());
        return Err(Problem::new(poem::http::StatusCode::PAYLOAD_TOO_LARGE, "text-too-large", detail));
    }
    if put.is_some_and(|text| text.contains('\0')) {
        return Err(Problem::bad_request("`text` holds a NUL character, which no clipboard takes."));
    }
    let sessions = state.store.agent_sessions();
    let open = sessions.get(caller.project, id).await?.desktop.is_some_and(|d| d.status == DesktopStatus::Open);
    let none = |detail: &str| Problem::new(poem::http::StatusCode::CONFLICT, "no-desktop", detail);
    if !open {
        return Err(none("The session has no desktop that is open; write to it, or open it again with `resume`."));
    }
    let ask = sessions.ask_clipboard(caller.project, id, put).await?;
    state.live.control(ControlMessage::AgentSession(id)).await;
    let until = Instant::now() + CLIPBOARD_WITHIN;
    loop {
        if let Some(answer) = sessions.take_clipboard(caller.project, ask).await? {
            return answer.map_err(|why| none(&why));
        }
        if Instant::now() > until {
            sessions.forget_clipboard(caller.project, ask).await?;
            return Err(none("The desktop did not answer within 10 s."));
        }
        tokio::time::sleep(CLIPBOARD_EVERY).await;
    }
}

/// Stores a decision of a person.
///
/// # Errors
/// 404, 409 when it was decided otherwise or is over, 422 for a decision that does not fit.
pub async fn decide(
    state: &State,
    caller: &Identity,
    id: AgentSessionId,
    said: AgentDecision,
) -> Result<ApprovalRow, Problem> {
    let invalid = |detail: &str| Problem::invalid(detail, Vec::new());
    let approval: AgentApprovalId = said.approval_id.into();
    let asked = state.store.agent_sessions().approval(caller.project, id, approval).await?;
    let status = match said.decision.as_str() {
        "approve" => ApprovalStatus::Approved,
        "deny" => ApprovalStatus::Denied,
        "edit" if asked.kind != ApprovalKind::Tool => return Err(invalid("Only a call of a tool can be edited.")),
        "edit" if said.input.as_ref().is_none_or(|input| !input.is_object()) => {
            return Err(invalid("`edit` needs `input`: the object with which the call is made instead."));
        }
        "edit" => ApprovalStatus::Edited,
        "answer" if asked.kind == ApprovalKind::Tool => {
            return Err(invalid("A call of a tool is not answered: use `approve`, `deny` or `edit`."));
        }
        "answer" if said.answer.as_ref().is_none_or(|answer| answer.trim().is_empty()) => {
            return Err(invalid("`answer` needs `answer`, a text."));
        }
        "answer" => ApprovalStatus::Answered,
        _ => return Err(invalid("`decision` must be `approve`, `deny`, `edit` or `answer`.")),
    };
    if said.answer.as_ref().is_some_and(|answer| answer.chars().count() > MOST_MESSAGE) {
        return Err(invalid("`answer` has more than 100000 characters."));
    }
    let edited = said.input.filter(|_| status == ApprovalStatus::Edited);
    let decision = ApprovalDecision { status, edited, answer: said.answer, by: Some(caller.name.clone()) };
    let (row, committed) = state.store.agent_sessions().decide(caller.project, id, approval, &decision).await?;
    tell(state, id, &committed).await;
    Ok(row)
}

/// Puts a file into a session's home.
///
/// # Errors
/// 404, 409 when the session is closed, 413, 422.
pub async fn upload(
    state: &State,
    caller: &Identity,
    id: AgentSessionId,
    file: NewAgentFile,
) -> Result<AgentFileRow, Problem> {
    let (path, data) = read_file(state, file)?;
    let kept = state.blobs.put(Bytes::from(data)).await.map_err(|error| {
        tracing::error!(error = ?error, "A file could not be kept");
        Problem::unavailable("The file could not be kept; the log says why.")
    })?;
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: "file".into(),
        name: Some(path.rsplit('/').next().unwrap_or(&path).to_owned()),
        media_type: "application/octet-stream".into(),
        sha256: kept.sha256,
        bytes: kept.bytes,
        step_index: None,
    };
    let (row, committed) = state.store.agent_sessions().upload(caller.project, id, &path, &artifact).await?;
    tell(state, id, &committed).await;
    Ok(row)
}

/// The path and the bytes of a file.
///
/// # Errors
/// 413, 422.
pub fn read_file(state: &State, file: NewAgentFile) -> Result<(String, Vec<u8>), Problem> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let path = path(&file.path)?;
    let data = match (file.text, file.data) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(data)) => STANDARD
            .decode(data.trim())
            .map_err(|_| Problem::invalid(format!("`data` of the file `{path}` is no base64."), Vec::new()))?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::invalid(format!("The file `{path}` needs either `text` or `data`."), Vec::new()));
        }
    };
    let most = state.config.agents.max_file_bytes;
    if data.len() as u64 > most {
        let detail = format!("The file `{path}` has {} bytes; {most} are allowed.", data.len());
        return Err(Problem::new(poem::http::StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", detail));
    }
    Ok((path, data))
}

/// A path below the home.
///
/// # Errors
/// 422.
pub fn path(given: &str) -> Result<String, Problem> {
    let path = given.strip_prefix("/home/agent/").or_else(|| given.strip_prefix("~/")).unwrap_or(given);
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.chars().any(char::is_control);
    if path.chars().count() > MOST_PATH || path.starts_with('/') || !path.split('/').all(plain) {
        let detail = "`path` is a path below the home, such as `Documents/list.csv`, without `..`.";
        return Err(Problem::invalid(detail, Vec::new()));
    }
    Ok(path.to_owned())
}

/// The options of a session out of what was asked for.
///
/// # Errors
/// 422 that says what is wrong.
pub fn options(state: &State, asked: &NewAgentSession) -> Result<SessionOptions, Problem> {
    let invalid = |detail: String| Err(Problem::invalid(detail, Vec::new()));
    let limits = limits(asked.limits.clone().unwrap_or_default())?;
    let default = SessionOptions::default();
    let options = SessionOptions {
        system_prompt: asked.system_prompt.clone(),
        variables: asked.variables.clone().unwrap_or_default().into_iter().collect(),
        model: asked.model_name.clone(),
        tool_version: asked.tool_version.clone(),
        width: asked.width.unwrap_or(default.width),
        height: asked.height.unwrap_or(default.height),
        start_url: asked.start_url.clone(),
        start_program: asked.start_program.clone(),
        allowed_hosts: asked.allowed_hosts.clone().unwrap_or_default(),
        browser_tools: asked.browser_tools.unwrap_or(default.browser_tools),
        confirm: asked.confirm_policy.as_ref().map_or(default.confirm, |policy| policy.0),
        limits,
        metadata: asked.metadata.clone().unwrap_or_default().into_iter().collect(),
    };
    if options.system_prompt.as_ref().is_some_and(|prompt| prompt.chars().count() > MOST_PROMPT) {
        return invalid(format!("`system_prompt` has more than {MOST_PROMPT} characters."));
    }
    if let Err(why) = state.models.chain(options.model.as_deref()) {
        return invalid(format!("`model_name`: {why}."));
    }
    if let Some(version) = options.tool_version.as_deref().filter(|version| !TOOL_VERSIONS.contains(version)) {
        return invalid(format!("`tool_version` is `{version}`; there are `{}`.", TOOL_VERSIONS.join("`, `")));
    }
    if !(320..=3840).contains(&options.width) || !(240..=2160).contains(&options.height) {
        let (width, height) = (options.width, options.height);
        return invalid(format!("A desktop has 320×240 to 3840×2160 pixels, not {width}×{height}."));
    }
    if let Some(url) = &options.start_url {
        let web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !web {
            return invalid("`start_url` is an address that begins with `http://` or `https://`.".into());
        }
    }
    if let Some(program) = options.start_program.as_deref().filter(|program| !PROGRAMS.contains(program)) {
        return invalid(format!("`start_program` is `{program}`; there are `{}`.", PROGRAMS.join("`, `")));
    }
    if let Some(wrong) = options.allowed_hosts.iter().find(|host| *host != "*" && !address::is_host_pattern(host)) {
        return invalid(format!(
            "`{wrong}` in `allowed_hosts` is no host; write `example.org`, `*.example.org` or `host:port`."
        ));
    }
    let entries = [options.allowed_hosts.len(), options.variables.len(), options.metadata.len()];
    if entries.iter().any(|entries| *entries > MOST_ENTRIES) {
        return invalid(format!("`allowed_hosts`, `variables` and `metadata` may have {MOST_ENTRIES} entries each."));
    }
    Ok(options)
}

fn limits(asked: AgentLimits) -> Result<SessionLimits, Problem> {
    let default = SessionLimits::default();
    let limits = SessionLimits {
        max_turns: asked.max_turns.unwrap_or(default.max_turns),
        max_tokens: asked.max_tokens.unwrap_or(default.max_tokens),
        max_usd: asked.max_usd.unwrap_or(default.max_usd),
        max_seconds: asked.max_seconds.unwrap_or(default.max_seconds),
        idle_seconds: asked.idle_seconds.unwrap_or(default.idle_seconds),
        approval_seconds: asked.approval_seconds.unwrap_or(default.approval_seconds),
    };
    let day = 24 * 3600;
    let fits = (1..=1000).contains(&limits.max_turns)
        && (1..=day).contains(&limits.max_seconds)
        && (1..=day).contains(&limits.idle_seconds)
        && (1..=7 * day).contains(&limits.approval_seconds)
        && (0.0..=1e9).contains(&limits.max_usd);
    if fits {
        return Ok(limits);
    }
    let detail = "`limits`: `max_turns` is 1 to 1000, `max_seconds` and `idle_seconds` 1 to 86400, `approval_seconds` 1 to 604800, \
                  `max_usd` not negative.";
    Err(Problem::invalid(detail, Vec::new()))
}

/// The title of a session.
///
/// # Errors
/// 422.
pub fn title(asked: Option<&str>) -> Result<String, Problem> {
    let title = asked.map(str::trim).filter(|title| !title.is_empty()).unwrap_or("Agent session");
    if title.chars().count() > MOST_TITLE {
        return Err(Problem::invalid(format!("`title` has more than {MOST_TITLE} characters."), Vec::new()));
    }
    Ok(title.to_owned())
}

/// A request over the options of a template: what it gives goes first.
pub fn over(template: Value, asked: Value) -> Value {
    let mut merged = template;
    if let (Some(merged), Value::Object(asked)) = (merged.as_object_mut(), asked) {
        merged.extend(asked.into_iter().filter(|(_, value)| !value.is_null()));
    }
    merged
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_stays_below_the_home() {
        assert_eq!(path("/home/agent/Documents/a b.csv").ok().as_deref(), Some("Documents/a b.csv"));
        assert_eq!(path("~/x").ok().as_deref(), Some("x"));
        for wrong in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "a\nb", "./a"] {
            assert!(path(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_asked_for_goes_before_the_template() {
        let merged = over(
            json!({ "title": "T", "model_name": "a" }),
            json!({ "title": null, "model_name": "b", "template": "t" }),
        );
        assert_eq!(merged, json!({ "title": "T", "model_name": "b", "template": "t" }));
    }
}
