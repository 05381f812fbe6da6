//! Network logs as HAR 1.2, out and in.

use std::{collections::HashMap, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use flowtilla_shared::domain::flow::UrlMatcher;
use serde_json::{Value, json};
use url::Url;

use super::{
    find,
    log::{Exchange, Frame, Headers, Log, Timing},
    rules::{Canned, Recorded, Recording},
};

/// Entries of a recording, at most.
const MOST_ENTRIES: usize = 10_000;
/// What stands for a value that is nobody's business.
const HIDDEN: &str = "[masked]";

/// The log as HAR, with the bodies of requests and, where they were kept, of responses.
///
/// Cookies, authorisation and tokens are masked.
pub fn write(log: &Log, only: Option<&UrlMatcher>, bodies: bool) -> Value {
    let meant = |e: &&Exchange| find::address(only, &e.url).unwrap_or(false);
    let entries: Vec<Value> = log.exchanges.iter().filter(meant).map(|e| entry(e, log, bodies)).collect();
    let mut har = json!({ "log": {
        "version": "1.2",
        "creator": { "name": "flowtilla", "version": env!("CARGO_PKG_VERSION") },
        "pages": [],
        "entries": entries,
    } });
    if log.dropped.exchanges > 0 {
        har["log"]["comment"] = json!(format!("{} older exchanges were dropped.", log.dropped.exchanges));
    }
    har
}

fn entry(exchange: &Exchange, log: &Log, bodies: bool) -> Value {
    let end = exchange.end.as_ref().map_or(exchange.began, |end| end.at);
    let mut entry = json!({
        "startedDateTime": moment(exchange.wall),
        "time": millis(end - exchange.began),
        "request": request(exchange),
        "response": response(exchange, bodies),
        "cache": {},
        "timings": timings(exchange, end),
        "_resourceType": exchange.kind,
    });
    if let Some(remote) = exchange.answer.as_ref().and_then(|a| a.remote.as_ref()) {
        entry["serverIPAddress"] = json!(remote);
    }
    if let Some(error) = exchange.end.as_ref().and_then(|end| end.error.as_ref()) {
        entry["response"]["_failureText"] = json!(error);
    }
    if exchange.kind == "websocket" {
        let mine = log.frames.iter().filter(|f| f.id == exchange.id);
        entry["_webSocketMessages"] = mine.map(message).collect();
    }
    entry
}

fn message(frame: &Frame) -> Value {
    json!({ "type": if frame.sent { "send" } else { "receive" }, "time": frame.at,
            "opcode": if frame.is_text { 1 } else { 2 }, "data": frame.data })
}

fn request(exchange: &Exchange) -> Value {
    let query: Vec<Value> = Url::parse(&exchange.url)
        .map(|url| url.query_pairs().map(|(name, value)| json!({ "name": name, "value": value })).collect())
        .unwrap_or_default();
    let mut request = json!({
        "method": exchange.method,
        "url": without_user(&exchange.url),
        "httpVersion": version(exchange),
        "cookies": [],
        "headers": headers(&exchange.headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": exchange.body.as_ref().map_or(0, String::len),
    });
    if let Some(body) = &exchange.body {
        let kind = exchange.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = kind.map(|(_, value)| value.as_str()).unwrap_or_default();
        request["postData"] = json!({ "mimeType": kind, "text": body });
    }
    request
}

fn response(exchange: &Exchange, bodies: bool) -> Value {
    let Some(answer) = &exchange.answer else {
        return json!({ "status": -1, "statusText": "", "httpVersion": "unknown", "cookies": [], "headers": [],
            "content": { "size": 0, "mimeType": "x-unknown" }, "redirectURL": "", "headersSize": -1, "bodySize": -1 });
    };
    let mut content = json!({ "size": -1, "mimeType": answer.media_type });
    if let Some(kept) = exchange.content.as_ref().filter(|_| bodies) {
        content["size"] = json!(kept.bytes.len());
        match std::str::from_utf8(&kept.bytes) {
            Ok(text) if kept.is_text => content["text"] = json!(text),
            Ok(_) | Err(_) => {
                content["text"] = json!(STANDARD.encode(&kept.bytes));
                content["encoding"] = json!("base64");
            }
        }
    }
    let redirect = exchange.answered("location").next().filter(|_| (300..400).contains(&answer.status));
    json!({
        "status": answer.status,
        "statusText": answer.status_text,
        "httpVersion": version(exchange),
        "cookies": [],
        "headers": headers(&answer.headers),
        "content": content,
        "redirectURL": redirect.unwrap_or_default(),
        "headersSize": -1,
        "bodySize": exchange.end.as_ref().map_or(-1, |end| i64::try_from(end.size).unwrap_or(-1)),
        "_fromCache": answer.from_cache,
    })
}

fn timings(exchange: &Exchange, end: f64) -> Value {
    let Some(answer) = &exchange.answer else {
        return json!({ "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 0, "receive": 0 });
    };
    let receive = millis(end - answer.at);
    let Some(Timing {
        dns_start,
        dns_end,
        connect_start,
        connect_end,
        ssl_start,
        ssl_end,
        send_start,
        send_end,
        receive_headers_end,
    }) = answer.timing
    else {
        return json!({ "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0,
                       "wait": millis(answer.at - exchange.began), "receive": receive });
    };
    let span = |from: f64, to: f64| if from < 0.0 { -1.0 } else { round((to - from).max(0.0)) };
    json!({
        "blocked": -1,
        "dns": span(dns_start, dns_end),
        "connect": span(connect_start, connect_end),
        "ssl": span(ssl_start, ssl_end),
        "send": span(send_start.max(0.0), send_end),
        "wait": round((receive_headers_end - send_end).max(0.0)),
        "receive": receive,
    })
}

fn version(exchange: &Exchange) -> String {
    match exchange.answer.as_ref().map(|a| a.protocol.as_str()) {
        None | Some("") => "unknown".to_owned(),
        Some("h2") => "HTTP/2.0".to_owned(),
        Some("h3") => "HTTP/3".to_owned(),
        Some(protocol) => protocol.to_ascii_uppercase(),
    }
}

fn millis(seconds: f64) -> f64 {
    round(seconds.max(0.0) * 1_000.0)
}

fn round(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}

/// Seconds since 1970 as text.
pub fn moment(seconds: f64) -> String {
    let time: DateTime<Utc> = DateTime::from_timestamp_micros((seconds * 1e6) as i64).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn headers(headers: &Headers) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": shown(name, value) })).collect()
}

/// A header's value as it may be stored.
pub fn shown<'a>(name: &str, value: &'a str) -> &'a str {
    let name = name.to_ascii_lowercase();
    let secret = ["cookie", "set-cookie", "authorization", "proxy-authorization"].contains(&name.as_str())
        || ["token", "secret", "api-key", "apikey", "session", "password"].iter().any(|word| name.contains(word));
    if secret { HIDDEN } else { value }
}

/// An address without the user name and password that may stand in it.
pub fn without_user(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            // fails only for addresses that have no host, and so no user
            let _ = parsed.set_username("");
            let _ = parsed.set_password(None);
            parsed.into()
        }
        Ok(_) | Err(_) => url.to_owned(),
    }
}

/// Reads a HAR as answers to give.
///
/// # Errors
/// A sentence about what is wrong with it.
pub fn read(har: &Value, strict: bool) -> Result<Recording, String> {
    let entries = har.pointer("/log/entries").and_then(Value::as_array);
    let entries = entries.ok_or("The HAR has no `log.entries`; give a whole HAR file.")?;
    if entries.len() > MOST_ENTRIES {
        return Err(format!("The HAR has {} entries, more than {MOST_ENTRIES}.", entries.len()));
    }
    let mut answers: HashMap<(String, String), Vec<Recorded>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let text = |path: &str| entry.pointer(path).and_then(Value::as_str);
        let (Some(method), Some(url)) = (text("/request/method"), text("/request/url")) else {
            return Err(format!("Entry {at} of the HAR has no request with `method` and `url`."));
        };
        let url = url.split('#').next().unwrap_or_default().to_owned();
        let request_body = text("/request/postData/text").map(str::to_owned);
        let answer = answer(entry).map_err(|why| format!("Entry {at} of the HAR ({method} {url}) {why}."))?;
        answers.entry((method.to_ascii_uppercase(), url)).or_default().push(Recorded { request_body, answer });
    }
    Ok(Recording::new(answers, strict))
}

fn answer(entry: &Value) -> Result<Option<Arc<Canned>>, String> {
    let status = entry.pointer("/response/status").and_then(Value::as_i64).unwrap_or(0);
    let Some(status) = u16::try_from(status).ok().filter(|s| (100..600).contains(s)) else { return Ok(None) };
    let text = entry.pointer("/response/content/text").and_then(Value::as_str).unwrap_or_default();
    let encoded = entry.pointer("/response/content/encoding").and_then(Value::as_str) == Some("base64");
    let body = if encoded {
        STANDARD.decode(text).map_err(|e| format!("has a body that is no base64: {e}"))?
    } else {
        text.as_bytes().to_vec()
    };
    let listed = entry.pointer("/response/headers").and_then(Value::as_array).into_iter().flatten();
    let pairs = listed.filter_map(|h| Some((h["name"].as_str()?.to_owned(), h["value"].as_str()?.to_owned())));
    // the body is no longer packed, and masked values are of no use
    let headers = pairs.filter(|(name, value)| !is_packing(name) && value != HIDDEN).collect();
    Ok(Some(Arc::new(Canned { status, headers, body: body.into(), delay: Duration::ZERO })))
}

/// Headers that tell how a body was packed on the wire.
pub fn is_packing(name: &str) -> bool {
    ["content-encoding", "content-length", "transfer-encoding"].iter().any(|known| name.eq_ignore_ascii_case(known))
        || name.starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_a_person_is_masked() {
        for name in ["Cookie", "set-cookie", "Authorization", "X-Api-Key", "X-CSRF-Token"] {
            assert_eq!(shown(name, "abc"), HIDDEN, "{name}");
        }
        assert_eq!(shown("Content-Type", "text/html"), "text/html");
        assert_eq!(without_user("http://ada:pot@a.test/x?y=1"), "http://a.test/x?y=1");
        assert_eq!(without_user("http://a.test/x"), "http://a.test/x");
    }

    #[test]
    fn a_har_that_is_none_is_refused_by_what_is_wrong() {
        assert!(read(&json!({}), true).is_err_and(|e| e.contains("no `log.entries`")));
        let entry = json!({ "request": { "method": "GET", "url": "http://a/" },
            "response": { "status": 200, "headers": [], "content": { "text": "%", "encoding": "base64" } } });
        let har = json!({ "log": { "entries": [entry] } });
        assert!(read(&har, true).is_err_and(|e| e.starts_with("Entry 0 of the HAR (GET http://a/) has a body")));
    }
}
