//! Whether a request, a response, a message or a line is the one that is meant.

use flowtilla_shared::domain::{
    flow::{
        ConsoleLevel, FrameDirection, FrameMatch, HeaderMatcher, LineMatch, RequestMatch, ResponseMatch, TextMatcher,
        UrlMatcher, assert,
    },
    outcome::StepError,
};

use super::log::{Exchange, Frame, Level, Line, short};

type Answer = Result<bool, StepError>;

/// Whether an address is meant; no matcher means every address.
pub fn address(matcher: Option<&UrlMatcher>, url: &str) -> Answer {
    matcher.map_or(Ok(true), |matcher| assert::url_matches(matcher, url))
}

pub fn method(wanted: Option<&str>, method: &str) -> bool {
    wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
}

/// Whether a text is meant; a plain string is a part of it, letter by letter.
pub fn part(matcher: &TextMatcher, text: &str) -> Answer {
    match matcher {
        TextMatcher::Plain(part) => Ok(text.contains(part.as_str())),
        other @ (TextMatcher::Equals { .. } | TextMatcher::Contains { .. } | TextMatcher::Matches { .. }) => {
            assert::text_matches(other, text, true)
        }
    }
}

/// Whether the request is meant.
pub fn request(wanted: &RequestMatch, exchange: &Exchange) -> Answer {
    Ok(method(wanted.method.as_deref(), &exchange.method)
        && address(wanted.url.as_ref(), &exchange.url)?
        && match &wanted.body {
            Some(matcher) => part(matcher, exchange.body.as_deref().unwrap_or_default())?,
            None => true,
        })
}

/// Whether the request to this response is meant: its address and method.
pub fn asked(wanted: &ResponseMatch, exchange: &Exchange) -> Answer {
    Ok(method(wanted.method.as_deref(), &exchange.method) && address(wanted.url.as_ref(), &exchange.url)?)
}

/// What is wrong with the head of a response, as a clause; `None` when it is as wanted.
pub fn wrong_with(wanted: &ResponseMatch, exchange: &Exchange) -> Result<Option<String>, StepError> {
    let Some(answer) = &exchange.answer else {
        let why = exchange.end.as_ref().and_then(|end| end.error.clone());
        return Ok(Some(why.map_or_else(|| "has no answer yet".to_owned(), |why| format!("failed: {why}"))));
    };
    if let Some(pattern) = &wanted.status
        && !status(pattern, answer.status)?
    {
        return Ok(Some(format!("was answered {}, not {pattern}", answer.status)));
    }
    for wanted in &wanted.headers {
        if let Some(wrong) = header(wanted, exchange)? {
            return Ok(Some(wrong));
        }
    }
    match (wanted.latency_ms, exchange.latency_ms()) {
        (Some(longest), Some(took)) if took > longest => {
            Ok(Some(format!("took {took} ms until its answer began, more than {longest} ms")))
        }
        _ => Ok(None),
    }
}

fn header(wanted: &HeaderMatcher, exchange: &Exchange) -> Result<Option<String>, StepError> {
    let name = &wanted.name;
    let values: Vec<&str> = exchange.answered(name).collect();
    let matcher = match (&wanted.equals, &wanted.contains, &wanted.matches) {
        (Some(equals), ..) => TextMatcher::Equals { equals: equals.clone() },
        (None, Some(contains), _) => TextMatcher::Contains { contains: contains.clone() },
        (None, None, Some(matches)) => TextMatcher::Matches { matches: matches.clone(), flags: None },
        (None, None, None) => return Ok(values.is_empty().then(|| format!("has no header `{name}`"))),
    };
    for value in &values {
        if assert::text_matches(&matcher, value, true)? {
            return Ok(None);
        }
    }
    Ok(Some(match values.first() {
        None => format!("has no header `{name}`"),
        Some(value) => format!("has the header `{name}: {}`, not {}", short(value, 200), describe(&matcher)),
    }))
}

/// A matcher in words.
pub fn describe(matcher: &TextMatcher) -> String {
    match matcher {
        TextMatcher::Plain(text) => format!("`{text}`"),
        TextMatcher::Equals { equals } => format!("exactly `{equals}`"),
        TextMatcher::Contains { contains } => format!("something with `{contains}`"),
        TextMatcher::Matches { matches, flags } => format!("/{matches}/{}", flags.as_deref().unwrap_or_default()),
    }
}

/// Whether a status is one of `200`, `2xx`, `404,410`.
pub fn status(pattern: &str, status: u16) -> Answer {
    let mut holds = false;
    for one in pattern.split(',').map(str::trim) {
        let digits = one.as_bytes();
        holds |= match digits {
            [class @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => status / 100 == u16::from(class - b'0'),
            [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => one.parse() == Ok(status),
            _ => {
                return Err(StepError::refused(format!(
                    "`{}` is no status; write 200, 2xx, or several as 404,410.",
                    short(pattern, 50)
                )));
            }
        };
    }
    Ok(holds)
}

pub fn frame(wanted: &FrameMatch, frame: &Frame) -> Answer {
    let direction = wanted.direction.is_none_or(|d| (d == FrameDirection::Sent) == frame.sent);
    Ok(direction
        && address(wanted.url.as_ref(), &frame.url)?
        && match &wanted.text {
            Some(matcher) => part(matcher, &frame.data)?,
            None => true,
        })
}

pub fn line(wanted: &LineMatch, line: &Line) -> Answer {
    let level = match wanted.level {
        None => true,
        Some(ConsoleLevel::Debug) => line.level == Level::Debug,
        Some(ConsoleLevel::Info) => line.level == Level::Info,
        Some(ConsoleLevel::Log) => line.level == Level::Log,
        Some(ConsoleLevel::Warn) => line.level == Level::Warn,
        Some(ConsoleLevel::Error) => line.level == Level::Error,
    };
    Ok(level
        && match &wanted.text {
            Some(matcher) => part(matcher, &line.text)?,
            None => true,
        })
}

/// What is meant, in words: `POST **/api/orders with a body like …`.
pub fn request_words(wanted: &RequestMatch) -> String {
    let mut words = target_words(wanted.method.as_deref(), wanted.url.as_ref());
    if let Some(body) = &wanted.body {
        words = format!("{words} with {} in its body", describe(body));
    }
    words
}

/// Which messages over WebSockets are meant, in words.
pub fn frame_words(wanted: &FrameMatch) -> String {
    let direction = match wanted.direction {
        Some(FrameDirection::Sent) => "sent ",
        Some(FrameDirection::Received) => "received ",
        None => "",
    };
    let text = wanted.text.as_ref().map(|text| format!(" with {}", describe(text))).unwrap_or_default();
    let url = wanted.url.as_ref().map(|url| format!(" of {}", describe(url))).unwrap_or_default();
    format!("{direction}WebSocket messages{text}{url}")
}

/// Which lines of the console are meant, in words.
pub fn line_words(wanted: &LineMatch) -> String {
    let level = wanted.level.and_then(|level| serde_json::to_value(level).ok());
    let level = level.as_ref().and_then(serde_json::Value::as_str).map(|level| format!("{level} ")).unwrap_or_default();
    let text = wanted.text.as_ref().map(|text| format!(" with {}", describe(text))).unwrap_or_default();
    format!("{level}lines{text} of the console")
}

pub fn target_words(method: Option<&str>, url: Option<&UrlMatcher>) -> String {
    let method = method.map(|m| format!("{} ", m.to_uppercase())).unwrap_or_default();
    let url = url.map_or_else(|| "any address".to_owned(), describe);
    format!("{method}{url}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_numbers_classes_and_lists() {
        for (pattern, of, holds) in
            [("200", 200, true), ("2xx", 204, true), ("2XX", 304, false), ("404, 410", 410, true), ("500", 503, false)]
        {
            assert_eq!(status(pattern, of).ok(), Some(holds), "{pattern} of {of}");
        }
        for bad in ["", "2x", "abc", "200-299", "6xx"] {
            let error = status(bad, 200).err().map(|e| e.message).unwrap_or_default();
            assert!(error.contains("is no status; write 200"), "{bad}: {error}");
        }
    }
}
