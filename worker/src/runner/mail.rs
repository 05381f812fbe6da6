//! `wait_email`: an e-mail in a mail sink that speaks Mailpit's API, asked for as `http_request` asks.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use flowtilla_shared::domain::{
    flow::{MailSince, WaitEmail, assert},
    outcome::{ErrorKind, StepError},
};
use regress::Regex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Runner;
use crate::driver::Observation;

/// Newest e-mails that are looked at, each time.
const MOST: usize = 50;
const EVERY_MS: u64 = 500;
/// A clock that tells whole seconds is so much behind, at most.
const WHOLE_SECOND: TimeDelta = TimeDelta::seconds(1);
/// Links of one e-mail that are told.
const MOST_LINKS: usize = 100;

static LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"https?://[^\s"'<>\])]+"#).ok());
static TAGS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<(script|style)[\s\S]*?</\1\s*>|<[^>]*>").ok());

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    messages: Vec<Head>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Head {
    #[serde(rename = "ID")]
    id: String,
    from: Option<Address>,
    #[serde(default)]
    to: Option<Vec<Address>>,
    #[serde(default)]
    cc: Option<Vec<Address>>,
    #[serde(default)]
    bcc: Option<Vec<Address>>,
    #[serde(default)]
    subject: String,
    created: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Address {
    #[serde(default)]
    address: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[serde(default)]
    text: String,
    #[serde(rename = "HTML", default)]
    html: String,
}

impl Runner {
    pub(super) async fn wait_email(&mut self, wait: &WaitEmail, deadline: Instant) -> Result<Observation, StepError> {
        let pattern = wait.matches.as_deref().map(|matches| {
            Regex::new(matches)
                .map_err(|e| StepError::refused(format!("`matches: {matches}` is no regular expression: {e}.")))
        });
        let pattern = pattern.transpose()?;
        let every = Duration::from_millis(wait.every_ms.unwrap_or(EVERY_MS));
        loop {
            let mut seen = 0;
            let why = match self.newest_email(wait, pattern.as_ref(), deadline, &mut seen).await {
                Ok(Some(value)) => return Ok(Observation { value: Some(value), captures: Vec::new() }),
                Ok(None) => missing(wait, seen),
                Err(error) if error.kind == ErrorKind::Refused => return Err(error),
                // a sink that does not answer now may do so later
                Err(error) => error,
            };
            if Instant::now() + every >= deadline {
                return Err(why);
            }
            tokio::time::sleep(every).await;
        }
    }

    /// The newest e-mail that fits; `seen` is how many there were that came in time, whatever they said.
    async fn newest_email(
        &mut self,
        wait: &WaitEmail,
        pattern: Option<&Regex>,
        deadline: Instant,
        seen: &mut usize,
    ) -> Result<Option<Value>, StepError> {
        let inbox = wait.inbox.trim_end_matches('/');
        let list = match &wait.to {
            Some(to) => {
                let query: String = url::form_urlencoded::byte_serialize(format!("to:\"{to}\"").as_bytes()).collect();
                format!("{inbox}/api/v1/search?query={query}&limit={MOST}")
            }
            None => format!("{inbox}/api/v1/messages?limit={MOST}"),
        };
        let (answer, clock) = self.ask_for_json(&list, deadline).await?;
        let List { messages } = understood(answer, inbox)?;
        let since = self.since(wait, clock).await;
        let in_time = messages.into_iter().filter(|head| since.is_none_or(|since| head.created >= since));
        let mut fitting = Vec::new();
        for head in in_time.take(MOST) {
            *seen += 1;
            if fits(wait, &head)? {
                fitting.push(head);
            }
        }
        fitting.sort_by_key(|head| std::cmp::Reverse(head.created));
        for head in fitting {
            let id: String = url::form_urlencoded::byte_serialize(head.id.as_bytes()).collect();
            let (answer, _) = self.ask_for_json(&format!("{inbox}/api/v1/message/{id}"), deadline).await?;
            let message: Message = understood(answer, inbox)?;
            if let Some(value) = told(wait, pattern, &head, &message)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// From when on e-mails count, by the sink's clock.
    async fn since(&mut self, wait: &WaitEmail, clock: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        if wait.since == MailSince::Any {
            return None;
        }
        // what another claim has begun began earlier than this one
        let began = if self.resumed { self.first_started().await } else { Some(self.recorder.reel().began()) };
        let ahead = clock.map_or(TimeDelta::zero(), |clock| clock - Utc::now());
        began.map(|began| began + ahead - WHOLE_SECOND)
    }

    async fn first_started(&mut self) -> Option<DateTime<Utc>> {
        let lease = &self.plan.advice.lease;
        let detail = self.plan.vault.store.executions().get(lease.project_id, lease.id).await.ok()?;
        detail.row.started_at
    }
}

/// What the sink said; another server says something else.
fn understood<T: serde::de::DeserializeOwned>(answer: Value, inbox: &str) -> Result<T, StepError> {
    serde_json::from_value(answer).map_err(|e| {
        StepError::refused(format!("`{inbox}` does not answer as a mail sink with Mailpit's API does: {e}."))
    })
}

fn fits(wait: &WaitEmail, head: &Head) -> Result<bool, StepError> {
    let is = |wanted: &Option<String>, addresses: Vec<&Address>| {
        wanted.as_ref().is_none_or(|wanted| addresses.iter().any(|one| one.address.eq_ignore_ascii_case(wanted.trim())))
    };
    let to = [&head.to, &head.cc, &head.bcc].into_iter().flatten().flatten().collect();
    let subject = match &wait.subject {
        Some(subject) => assert::text_matches(subject, &head.subject, false)?,
        None => true,
    };
    Ok(subject && is(&wait.to, to) && is(&wait.from, head.from.iter().collect()))
}

/// The e-mail as a variable; `None` when its text is another.
fn told(wait: &WaitEmail, pattern: Option<&Regex>, head: &Head, message: &Message) -> Result<Option<Value>, StepError> {
    let text = if message.text.trim().is_empty() { plain(&message.html) } else { message.text.clone() };
    if let Some(wanted) = &wait.text
        && !assert::text_matches(wanted, &text, false)?
    {
        return Ok(None);
    }
    let code = match pattern.map(|pattern| pattern.find(&text)) {
        Some(None) => return Ok(None),
        Some(Some(found)) => found.group(1).or(Some(found.range())).and_then(|range| text.get(range)),
        None => None,
    };
    let mut links: Vec<&str> = Vec::new();
    for source in [&message.text, &message.html] {
        let found = LINKS.iter().flat_map(|links| links.find_iter(source));
        for link in found.filter_map(|link| source.get(link.range())) {
            if !links.contains(&link) && links.len() < MOST_LINKS {
                links.push(link);
            }
        }
    }
    let links: Vec<String> = links.into_iter().map(|link| link.replace("&amp;", "&")).collect();
    let to: Vec<&str> = head.to.iter().flatten().map(|to| to.address.as_str()).collect();
    Ok(Some(json!({
        "id": head.id, "from": head.from.as_ref().map(|from| &from.address), "to": to, "subject": head.subject,
        "text": text, "html": message.html, "links": links, "date": head.created, "code": code,
    })))
}

/// The text of HTML, roughly: what somebody would read.
fn plain(html: &str) -> String {
    let bare = TAGS.as_ref().map_or_else(|| html.to_owned(), |tags| tags.replace_all(html, " "));
    let bare = bare.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    bare.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn missing(wait: &WaitEmail, seen: usize) -> StepError {
    let mut wanted = Vec::new();
    wanted.extend(wait.to.as_ref().map(|to| format!("to {to}")));
    wanted.extend(wait.from.as_ref().map(|from| format!("from {from}")));
    wanted.extend(wait.subject.as_ref().map(|subject| format!("with subject {}", json!(subject))));
    wanted.extend(wait.text.as_ref().map(|text| format!("with text {}", json!(text))));
    wanted.extend(wait.matches.as_ref().map(|matches| format!("that matches /{matches}/")));
    let wanted = if wanted.is_empty() { String::new() } else { format!(" {}", wanted.join(", ")) };
    let there = if seen == 0 { "there was none at all" } else { "there were only others" };
    let since = if wait.since == MailSince::Any { "" } else { " since the attempt began" };
    StepError::new(ErrorKind::Timeout, format!("No e-mail{wanted} came{since}; {there}."))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn an_email_is_read_for_its_code_and_its_links() {
        let wait: WaitEmail = serde_json::from_value(
            json!({ "inbox": "http://sink", "to": "ADA@example.org", "text": "sign in", "matches": "\\b(\\d{6})\\b" }),
        )
        .unwrap();
        let head: Head = serde_json::from_value(json!({
            "ID": "1", "From": { "Name": "Shop", "Address": "shop@example.org" }, "To": [{ "Address": "ada@example.org" }],
            "Cc": null, "Subject": "Your code", "Created": "2026-11-20T10:00:00.123Z",
        }))
        .unwrap();
        assert!(fits(&wait, &head).unwrap());
        let html = "<style>b { color: red }</style><p>Sign&nbsp;in with <b>123456</b> or <a href=\"https://shop.test/in?a=1&amp;b=2\">here</a></p>";
        let message = Message { text: String::new(), html: html.into() };
        let pattern = Regex::new(wait.matches.as_deref().unwrap()).unwrap();
        let value = told(&wait, Some(&pattern), &head, &message).unwrap().unwrap();
        assert_eq!((&value["code"], &value["links"]), (&json!("123456"), &json!(["https://shop.test/in?a=1&b=2"])));
        assert_eq!(value["text"], "Sign in with 123456 or here");
        let other = Message { text: "Sign in without".into(), html: String::new() };
        assert_eq!(told(&wait, Some(&pattern), &head, &other).unwrap(), None);
    }
}
