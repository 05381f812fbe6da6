//! Console and network logs as a report shows them, read leniently: whatever is not understood is shown as it is.

use serde::Serialize;
use serde_json::Value;

/// Lines shown of each log.
const MOST: usize = 500;
/// Characters shown of one line.
const LONGEST: usize = 2_000;

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsoleLine {
    /// `error`, `warning`, `info`, …
    pub level: String,
    pub text: String,
    pub place: String,
}

/// One request and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    pub method: String,
    pub url: String,
    /// `200`, or why there was no answer.
    pub status: String,
    pub bad: bool,
    pub ms: u64,
    pub kind: String,
}

/// The messages of a log: a JSON list, a JSON object a line, or plain lines.
pub fn console(log: &str) -> Vec<ConsoleLine> {
    let items: Vec<Value> = match serde_json::from_str::<Value>(log) {
        Ok(Value::Array(items)) => items,
        Ok(other) => other.get("messages").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![other]),
        Err(_) => log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| line.into())).collect(),
    };
    let text = |item: &Value, names: &[&str]| {
        names.iter().find_map(|name| item.get(name)?.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let line = |item: &Value| match item.as_str() {
        Some(line) => ConsoleLine { level: "log".into(), text: short(line), place: String::new() },
        None => ConsoleLine {
            level: text(item, &["level", "kind", "type"]),
            text: short(&text(item, &["text", "message"])),
            place: short(&text(item, &["url", "location"])),
        },
    };
    items.iter().take(MOST).map(line).collect()
}

/// The requests of a HAR file.
pub fn network(har: &str) -> Vec<Request> {
    let log: Value = serde_json::from_str(har).unwrap_or_default();
    let entries = log.pointer("/log/entries").and_then(Value::as_array).cloned().unwrap_or_default();
    entries.iter().take(MOST).map(request).collect()
}

fn request(entry: &Value) -> Request {
    let text = |path: &str| entry.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let status = entry.pointer("/response/status").and_then(Value::as_i64).unwrap_or(0);
    let failure = text("/response/_failureText");
    let failure = if failure.is_empty() { text("/response/_error") } else { failure };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds, shown whole")]
    let ms = entry.get("time").and_then(Value::as_f64).unwrap_or(0.0).max(0.0) as u64;
    Request {
        method: text("/request/method"),
        url: short(&text("/request/url")),
        status: match status {
            ..=0 if failure.is_empty() => "no answer".into(),
            ..=0 => failure,
            status => status.to_string(),
        },
        bad: status <= 0 || status >= 400,
        ms,
        kind: text("/_resourceType"),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_read_in_every_form() {
        assert_eq!(console("plain\n{\"level\":\"error\",\"text\":\"oh\",\"url\":\"http://x/\"}")[1].text, "oh");
        assert_eq!(console("[{\"type\":\"warning\",\"message\":\"m\"}]")[0].level, "warning");
        let har = r#"{"log":{"entries":[{"time":12.5,"request":{"method":"GET","url":"http://x/a"},"response":{"status":404}},{"request":{"method":"POST","url":"http://x/b"},"response":{"status":-1,"_failureText":"net::ERR_ABORTED"}}]}}"#;
        let requests = network(har);
        assert_eq!((requests[0].status.as_str(), requests[0].bad, requests[0].ms), ("404", true, 12));
        assert_eq!(requests[1].status, "net::ERR_ABORTED");
        assert_eq!(network("nonsense"), []);
    }
}
