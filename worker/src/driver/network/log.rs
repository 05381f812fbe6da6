//! What a context's pages asked for, were answered, sent over sockets and wrote to the console: kept in memory, bounded.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
    time::Instant,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;

/// Exchanges kept for one execution; of more, the oldest that ended well are dropped first.
pub const MOST_EXCHANGES: usize = 2_000;
/// Lines of the console kept for one execution; the oldest are dropped.
pub const MOST_LINES: usize = 1_000;
/// WebSocket messages kept for one execution; the oldest are dropped.
pub const MOST_FRAMES: usize = 1_000;
/// Characters kept of one console line.
pub const LONGEST_LINE: usize = 2_000;
/// Bytes kept of one WebSocket message.
pub const LONGEST_FRAME: usize = 16 * 1024;
/// Bytes kept of one request body.
pub const LONGEST_REQUEST_BODY: usize = 64 * 1024;
/// Bytes kept of the bodies of all requests and responses together.
pub const MOST_BODY_BYTES: usize = 16 << 20;
/// Headers kept of one message, and bytes of each value.
const MOST_HEADERS: usize = 100;
const LONGEST_HEADER: usize = 8 * 1024;
/// Ids of step marks; a loop's steps have the same id.
const MOST_MARKS: usize = 2_000;

/// Names and values in order; names as they were sent.
pub type Headers = Vec<(String, String)>;

/// One request and what came of it. A redirect is an exchange of its own.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// When it began, counted over everything in the log.
    pub seq: u64,
    /// The browser's number of the request; the same over redirects.
    pub id: Arc<str>,
    /// The target session that asked.
    pub session: Arc<str>,
    pub method: String,
    pub url: String,
    /// `document`, `fetch`, `xhr`, `script`, `image`, …
    pub kind: String,
    /// The frame that asked, and the number of its document.
    pub frame: Arc<str>,
    pub document: String,
    /// The main document of a tab.
    pub is_page: bool,
    /// Over http, from a page over https.
    pub is_mixed: bool,
    pub headers: Headers,
    pub body: Option<String>,
    /// Seconds on the browser's clock, and since 1970.
    pub began: f64,
    pub wall: f64,
    pub answer: Option<Answer>,
    pub end: Option<Ended>,
    /// The response's body, once it was asked for.
    pub content: Option<Content>,
}

/// The head of a response.
#[derive(Clone, Debug)]
pub struct Answer {
    pub seq: u64,
    pub status: u16,
    pub status_text: String,
    pub headers: Headers,
    pub media_type: String,
    pub protocol: String,
    pub remote: Option<String>,
    pub from_cache: bool,
    pub at: f64,
    pub timing: Option<Timing>,
}

/// Milliseconds after the request began; negative: it did not happen.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Timing {
    pub dns_start: f64,
    pub dns_end: f64,
    pub connect_start: f64,
    pub connect_end: f64,
    pub ssl_start: f64,
    pub ssl_end: f64,
    pub send_start: f64,
    pub send_end: f64,
    pub receive_headers_end: f64,
}

/// How an exchange ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub at: f64,
    /// Bytes over the wire.
    pub size: u64,
    /// Why there is no (whole) response, in the browser's words.
    pub error: Option<String>,
    /// The page itself gave the request up.
    pub canceled: bool,
}

/// The body of a response.
#[derive(Clone, Debug)]
pub struct Content {
    pub bytes: Bytes,
    /// It is text in the browser's eyes.
    pub is_text: bool,
}

impl Content {
    /// As the browser gives it: `{body, base64Encoded}`.
    pub fn read(answer: serde_json::Value) -> Option<Self> {
        let text = answer.get("body")?.as_str()?;
        let is_text = answer.get("base64Encoded").and_then(serde_json::Value::as_bool) != Some(true);
        let bytes = if is_text { text.as_bytes().to_vec() } else { STANDARD.decode(text).ok()? };
        Some(Self { bytes: bytes.into(), is_text })
    }
}

impl Exchange {
    /// Milliseconds until the head of the response came.
    pub fn latency_ms(&self) -> Option<u64> {
        self.answer.as_ref().map(|answer| ((answer.at - self.began).max(0.0) * 1_000.0).round() as u64)
    }

    pub fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status)
    }

    /// The values of a response header, in order.
    pub fn answered<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let headers = self.answer.iter().flat_map(|answer| &answer.headers);
        headers.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Why the request counts as failed: no answer, or one that says so. What the page gave up itself has not failed.
    pub fn failure(&self) -> Option<String> {
        if let Some(Ended { error: Some(error), canceled: false, .. }) = &self.end {
            return Some(error.clone());
        }
        let answer = self.answer.as_ref().filter(|answer| answer.status >= 400)?;
        Some(format!("{} {}", answer.status, answer.status_text).trim_end().to_owned())
    }

    /// As a line of an error: `GET http://… → 200`.
    pub fn line(&self) -> String {
        let came = match (&self.answer, &self.end) {
            (Some(answer), _) => answer.status.to_string(),
            (None, Some(Ended { error: Some(error), .. })) if !error.is_empty() => error.clone(),
            (None, Some(_)) => "no answer".to_owned(),
            (None, None) => "no answer yet".to_owned(),
        };
        format!("{} {} → {came}", self.method, short(&self.url, 300))
    }

    fn weight(&self) -> usize {
        self.body.as_ref().map_or(0, String::len) + self.content.as_ref().map_or(0, |content| content.bytes.len())
    }

    /// It holds a connection that others wait for.
    fn keeps_busy(&self) -> bool {
        self.end.is_none() && !["websocket", "eventsource", "ping"].contains(&self.kind.as_str())
    }
}

/// A line of the console, or an uncaught error.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Line {
    #[serde(skip)]
    pub seq: u64,
    /// Milliseconds since 1970.
    pub at: f64,
    pub level: Level,
    /// `console`, `page_error`, or what of the browser wrote it: `network`, `security`, …
    pub source: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// How bad a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Debug,
    Info,
    Log,
    Warn,
    Error,
}

impl Level {
    /// Of the browser's words for it.
    pub fn of(word: &str) -> Self {
        match word {
            "debug" | "verbose" => Self::Debug,
            "info" => Self::Info,
            "warning" | "warn" => Self::Warn,
            "error" | "assert" => Self::Error,
            _ => Self::Log,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Log => "log",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl Line {
    pub fn is_page_error(&self) -> bool {
        self.source == "page_error"
    }
}

/// A message over a WebSocket.
#[derive(Clone, Debug)]
pub struct Frame {
    pub seq: u64,
    pub url: Arc<str>,
    pub sent: bool,
    pub is_text: bool,
    /// Base64 when it is not text.
    pub data: String,
    /// Seconds since 1970.
    pub at: f64,
    /// The exchange that opened the socket.
    pub id: Arc<str>,
}

/// How many things were dropped to stay within bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dropped {
    pub exchanges: u64,
    pub lines: u64,
    pub frames: u64,
}

/// The log of one context.
#[derive(Debug, Default)]
pub struct Log {
    next: u64,
    pub exchanges: VecDeque<Exchange>,
    pub lines: VecDeque<Line>,
    pub frames: VecDeque<Frame>,
    pub dropped: Dropped,
    /// Open sockets, by request id.
    sockets: HashMap<Arc<str>, Arc<str>>,
    /// Numbers of the exchanges that others wait for.
    busy: BTreeSet<u64>,
    idle_since: Option<Instant>,
    body_bytes: usize,
    /// Where a step with an id began.
    marks: HashMap<String, u64>,
    /// Where the last step that acts on the page began.
    acted: u64,
    /// Raw heads of responses that came before or after the response itself, by request id.
    raw: HashMap<Arc<str>, Vec<Headers>>,
}

impl Log {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Where the log stands now: everything from here on is later.
    pub fn here(&self) -> u64 {
        self.next + 1
    }

    /// A step with this id begins.
    pub fn mark(&mut self, id: &str) {
        let here = self.here();
        if self.marks.len() < MOST_MARKS || self.marks.contains_key(id) {
            self.marks.insert(id.to_owned(), here);
        }
    }

    pub fn marked(&self, id: &str) -> Option<u64> {
        self.marks.get(id).copied()
    }

    /// A step that acts on the page begins.
    pub fn acts(&mut self) {
        self.acted = self.here();
    }

    pub fn acted(&self) -> u64 {
        self.acted
    }

    /// A request goes out.
    pub fn asked(&mut self, mut exchange: Exchange) {
        exchange.seq = self.number();
        if self.body_bytes + exchange.weight() > MOST_BODY_BYTES {
            exchange.body = None;
        }
        self.body_bytes += exchange.weight();
        if exchange.keeps_busy() {
            self.busy.insert(exchange.seq);
            self.idle_since = None;
        }
        self.exchanges.push_back(exchange);
        if self.exchanges.len() > MOST_EXCHANGES {
            let dull = |e: &Exchange| e.end.is_some() && e.failure().is_none();
            let at = self.exchanges.iter().position(dull).unwrap_or_default();
            if let Some(gone) = self.exchanges.remove(at) {
                self.body_bytes = self.body_bytes.saturating_sub(gone.weight());
                self.raw.remove(&gone.id);
                self.no_longer_busy(gone.seq);
            }
            self.dropped.exchanges += 1;
        }
    }

    /// The last exchange with this number.
    pub fn of(&mut self, id: &str) -> Option<&mut Exchange> {
        self.exchanges.iter_mut().rev().find(|e| &*e.id == id)
    }

    /// A response's head came; `raw` says that its raw headers come too.
    pub fn answered(&mut self, id: &str, mut answer: Answer, raw: bool) {
        answer.seq = self.number();
        if raw {
            let before = self.exchanges.iter().filter(|e| &*e.id == id && e.answer.is_some()).count();
            if let Some(headers) = self.raw.get(id).and_then(|all| all.get(before)) {
                answer.headers.clone_from(headers);
            }
        }
        if let Some(exchange) = self.of(id) {
            exchange.answer = Some(answer);
        }
    }

    /// The raw headers of a response: with cookies, and what the browser adds left out.
    pub fn raw_headers(&mut self, id: &str, headers: Headers) {
        let known: Vec<usize> =
            self.exchanges.iter().enumerate().filter(|(_, e)| &*e.id == id).map(|(at, _)| at).collect();
        let Some(last) = known.last() else {
            // the request itself may be told later
            if self.raw.len() < MOST_EXCHANGES {
                self.raw.entry(id.into()).or_default().push(headers);
            }
            return;
        };
        let key = self.exchanges[*last].id.clone();
        let all = self.raw.entry(key).or_default();
        let hop = all.len();
        all.push(headers.clone());
        if let Some(answer) = known.get(hop).and_then(|at| self.exchanges[*at].answer.as_mut()) {
            answer.headers = headers;
        }
    }

    /// An exchange is over.
    pub fn ended(&mut self, id: &str, ended: Ended) {
        let Some(exchange) = self.of(id).filter(|e| e.end.is_none()) else { return };
        exchange.end = Some(ended);
        let seq = exchange.seq;
        self.number();
        self.no_longer_busy(seq);
    }

    /// Whatever a session still waited for will not come.
    pub fn session_gone(&mut self, session: &str) {
        self.give_up(|e| &*e.session == session);
    }

    /// Whatever a frame still waited for will not come.
    pub fn frame_gone(&mut self, frame: &str) {
        self.give_up(|e| &*e.frame == frame);
    }

    /// A frame shows another document: what the one before still waited for will not come.
    pub fn document_replaced(&mut self, frame: &str, document: &str) {
        self.give_up(|e| &*e.frame == frame && e.document != document);
    }

    /// A frame has stopped loading: its document is whole, also when nothing told so (a change of processes can swallow that).
    pub fn frame_loaded(&mut self, frame: &str) {
        let whole = |e: &&Exchange| e.kind == "document" && e.end.is_none() && &*e.frame == frame;
        let told: Vec<(Arc<str>, f64)> =
            self.exchanges.iter().filter(whole).filter_map(|e| Some((e.id.clone(), e.answer.as_ref()?.at))).collect();
        for (id, at) in told {
            self.ended(&id, Ended { at, size: 0, error: None, canceled: false });
        }
    }

    fn give_up(&mut self, of: impl Fn(&Exchange) -> bool) {
        let open = |e: &&Exchange| e.end.is_none() && of(e);
        let open: Vec<(Arc<str>, f64)> = self.exchanges.iter().filter(open).map(|e| (e.id.clone(), e.began)).collect();
        for (id, at) in open {
            self.ended(&id, Ended { at, size: 0, error: Some("the page was left".into()), canceled: true });
        }
    }

    fn no_longer_busy(&mut self, seq: u64) {
        if self.busy.remove(&seq) && self.busy.is_empty() {
            self.idle_since = Some(Instant::now());
        }
    }

    /// Requests under way, and since when there are none.
    pub fn activity(&self) -> (usize, Option<Instant>) {
        (self.busy.len(), self.idle_since)
    }

    /// The requests that are under way.
    pub fn under_way(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(|e| self.busy.contains(&e.seq))
    }

    /// Keeps a response's body, when there is room.
    pub fn keep_content(&mut self, seq: u64, content: Content) {
        if self.body_bytes + content.bytes.len() > MOST_BODY_BYTES {
            return;
        }
        let Some(exchange) = self.exchanges.iter_mut().find(|e| e.seq == seq && e.content.is_none()) else { return };
        self.body_bytes += content.bytes.len();
        exchange.content = Some(content);
        self.number();
    }

    pub fn wrote(&mut self, mut line: Line) {
        line.seq = self.number();
        line.text = short(&line.text, LONGEST_LINE);
        if self.lines.len() >= MOST_LINES {
            self.lines.pop_front();
            self.dropped.lines += 1;
        }
        self.lines.push_back(line);
    }

    pub fn socket_opened(&mut self, id: &str, url: &str) {
        if self.sockets.len() < 500 {
            self.sockets.insert(id.into(), url.into());
        }
    }

    /// The address of an open socket.
    pub fn socket(&self, id: &str) -> Option<String> {
        self.sockets.get(id).map(|url| url.to_string())
    }

    pub fn socket_closed(&mut self, id: &str) {
        self.sockets.remove(id);
    }

    pub fn frame(&mut self, id: &str, sent: bool, is_text: bool, data: &str, at: f64) {
        let Some((id, url)) = self.sockets.get_key_value(id).map(|(id, url)| (id.clone(), url.clone())) else { return };
        let seq = self.number();
        if self.frames.len() >= MOST_FRAMES {
            self.frames.pop_front();
            self.dropped.frames += 1;
        }
        self.frames.push_back(Frame { seq, url, sent, is_text, data: cut(data, LONGEST_FRAME).to_owned(), at, id });
    }
}

/// Headers within bounds.
pub fn bounded(headers: impl IntoIterator<Item = (String, String)>) -> Headers {
    let mut all: Headers = Vec::new();
    for (name, value) in headers.into_iter().take(MOST_HEADERS) {
        // several values of one name come as lines
        for line in value.split('\n') {
            all.push((name.clone(), cut(line, LONGEST_HEADER).to_owned()));
        }
    }
    all
}

/// At most so many bytes, whole characters.
pub fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// At most so many characters.
pub fn short(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(id: &str, url: &str) -> Exchange {
        Exchange {
            seq: 0,
            id: id.into(),
            session: "s".into(),
            method: "GET".into(),
            url: url.into(),
            kind: "fetch".into(),
            frame: "f".into(),
            document: "d".into(),
            is_page: false,
            is_mixed: false,
            headers: Vec::new(),
            body: None,
            began: 1.0,
            wall: 1.0,
            answer: None,
            end: None,
            content: None,
        }
    }

    fn answer(status: u16) -> Answer {
        Answer {
            seq: 0,
            status,
            status_text: String::new(),
            headers: Vec::new(),
            media_type: String::new(),
            protocol: String::new(),
            remote: None,
            from_cache: false,
            at: 2.0,
            timing: None,
        }
    }

    fn well() -> Ended {
        Ended { at: 3.0, size: 1, error: None, canceled: false }
    }

    #[test]
    fn the_log_stays_within_bounds_and_keeps_what_failed() {
        let mut log = Log::default();
        log.asked(exchange("bad", "http://a/bad"));
        log.answered("bad", answer(500), false);
        log.ended("bad", well());
        for n in 0..MOST_EXCHANGES + 50 {
            let id = format!("r{n}");
            log.asked(exchange(&id, "http://a/ok"));
            log.answered(&id, answer(200), false);
            log.ended(&id, well());
        }
        assert_eq!(log.exchanges.len(), MOST_EXCHANGES);
        assert_eq!(log.dropped.exchanges, 51);
        assert_eq!(log.exchanges.iter().filter_map(Exchange::failure).collect::<Vec<_>>(), ["500"]);
        assert_eq!(log.activity().0, 0);
        for n in 0..MOST_LINES + 5 {
            log.wrote(Line {
                seq: 0,
                at: 0.0,
                level: Level::Log,
                source: "console".into(),
                text: n.to_string(),
                url: None,
                line: None,
            });
        }
        assert_eq!((log.lines.len(), log.dropped.lines), (MOST_LINES, 5));
    }

    #[test]
    fn raw_headers_find_their_response_whichever_comes_first() {
        let head = |value: &str| vec![("Set-Cookie".to_owned(), value.to_owned())];
        let mut log = Log::default();
        log.asked(exchange("r", "http://a/1"));
        log.raw_headers("r", head("one"));
        log.answered("r", answer(302), true);
        log.ended("r", well());
        log.asked(exchange("r", "http://a/2"));
        log.answered("r", answer(200), true);
        log.raw_headers("r", head("two"));
        let got: Vec<_> = log.exchanges.iter().flat_map(|e| e.answered("set-cookie")).collect();
        assert_eq!(got, ["one", "two"]);
    }

    #[test]
    fn a_closed_page_waits_for_nothing() {
        let mut log = Log::default();
        log.asked(exchange("r", "http://a/1"));
        assert_eq!(log.activity().0, 1);
        log.session_gone("s");
        assert_eq!(log.activity().0, 0);
        assert!(log.exchanges[0].failure().is_none(), "given up is not failed");
        log.asked(exchange("q", "http://a/2"));
        log.document_replaced("f", "d");
        assert_eq!(log.activity().0, 1, "it belongs to the new document");
        log.document_replaced("f", "e");
        assert_eq!(log.activity().0, 0);
    }
}
