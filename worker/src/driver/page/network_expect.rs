//! Assertions about requests, sockets and the console.

use std::time::Instant;

use flowtilla_shared::domain::{
    flow::{CountMatcher, Expect, ResponseMatch, TextMatcher},
    outcome::{ErrorKind, StepError},
};

use super::{
    Page,
    network::{Since, console_line, frame_line, text_of, within},
};
use crate::driver::{
    Progress,
    network::{
        Observer, find,
        log::{Exchange, Level, Line, Log},
    },
    port::{Port, needs_socket},
};

/// Lines of what was found that an error shows.
const SHOWN: usize = 20;

/// What a look at the log came to.
enum Look {
    Holds,
    /// It may still come to hold.
    NotYet(StepError),
    /// It will not.
    Never(StepError),
}

impl<P: Port> Page<P> {
    pub(super) async fn expect_network(&mut self, expect: &Expect, progress: &mut Progress) -> Result<(), StepError> {
        let console_only =
            expect.console.is_some() || expect.no_console_errors.is_some() || expect.no_page_errors.is_some();
        let observer = if console_only {
            self.port.observer().cloned().ok_or_else(needs_socket)?
        } else {
            self.recording(progress).await?
        };
        let from = Self::since(&observer.log(), expect.since.as_deref(), Since::Start)?;
        if let Some(response) = &expect.response {
            return self.expect_response(response, expect.not, from, &observer, progress).await;
        }
        let mut last = None;
        let found = self.until_seen(&observer, progress, |log| {
            Ok(match look(expect, log, from)? {
                Look::Holds => Some(Ok(())),
                Look::Never(error) => Some(Err(error)),
                Look::NotYet(error) => {
                    last = Some(error);
                    None
                }
            })
        });
        match found.await? {
            Some(result) => result,
            None => Err(last.unwrap_or_else(|| wrong("The assertion was not decided in time.".into(), Vec::new()))),
        }
    }

    /// The last answer to such a request is as wanted, or comes to be.
    async fn expect_response(
        &mut self,
        wanted: &ResponseMatch,
        not: bool,
        from: u64,
        observer: &Observer,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let began = Instant::now();
        let words = find::target_words(wanted.method.as_deref(), wanted.url.as_ref());
        let mut seen = 0;
        let mut last = wrong(format!("No request to {words} was made."), Vec::new());
        loop {
            let found = self.until_seen(observer, progress, |log| {
                for exchange in log.exchanges.iter().rev().filter(|e| e.seq >= from) {
                    let told = exchange.end.is_some() || exchange.answer.is_some() && wanted.body.is_none();
                    if told && find::asked(wanted, exchange)? {
                        return Ok((exchange.seq != seen).then(|| exchange.clone()));
                    }
                }
                Ok(None)
            });
            let Some(exchange) = found.await? else {
                if not && seen == 0 {
                    return Ok(());
                }
                last.message = last.message.replace("{within}", &within(began));
                return Err(last);
            };
            seen = exchange.seq;
            let mut fault = find::wrong_with(wanted, &exchange)?;
            if let (None, Some(matcher)) = (&fault, &wanted.body) {
                let body = text_of(self.content(observer, &exchange, progress).await.as_ref());
                if !find::part(matcher, &body)? {
                    fault = Some(format!("has the body `{}`, not {}", short(&body), find::describe(matcher)));
                }
            }
            if fault.is_none() != not {
                return Ok(());
            }
            let why = fault.unwrap_or_else(|| "is as it should not be".into());
            last = wrong(format!("The last request to {words} {why}."), vec![exchange.line()]);
        }
    }
}

fn look(expect: &Expect, log: &Log, from: u64) -> Result<Look, StepError> {
    if let Some(wanted) = &expect.request {
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        for exchange in log.exchanges.iter().filter(|e| e.seq >= from) {
            let meant = find::request(&wanted.request, exchange)?;
            if meant { &mut fitting } else { &mut others }.push(exchange.line());
        }
        let what = format!("requests to {}", find::request_words(&wanted.request));
        return Ok(counted(&what, "made", fitting, others, wanted.count, expect.not));
    }
    if let Some(wanted) = &expect.ws_frame {
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        for frame in log.frames.iter().filter(|f| f.seq >= from) {
            let meant = find::frame(&wanted.frame, frame)?;
            if meant { &mut fitting } else { &mut others }.push(frame_line(frame));
        }
        return Ok(counted(&find::frame_words(&wanted.frame), "seen", fitting, others, wanted.count, expect.not));
    }
    if let Some(wanted) = &expect.console {
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        for line in log.lines.iter().filter(|l| l.seq >= from) {
            let meant = find::line(&wanted.line, line)?;
            if meant { &mut fitting } else { &mut others }.push(console_line(line));
        }
        return Ok(counted(&find::line_words(&wanted.line), "written", fitting, others, wanted.count, expect.not));
    }
    if let Some(headers) = &expect.security_headers {
        return Ok(security_headers(headers, log, from, expect.not));
    }
    absent(expect, log, from)
}

/// So many there are, so many there should be.
fn counted(
    what: &str,
    done: &str,
    fitting: Vec<String>,
    others: Vec<String>,
    count: Option<CountMatcher>,
    not: bool,
) -> Look {
    let have = fitting.len();
    let (min, max) = match count {
        None => (1, None),
        Some(CountMatcher::Exactly(n)) => (n as usize, Some(n as usize)),
        Some(CountMatcher::Between { min, max }) => (min.unwrap_or(0) as usize, max.map(|n| n as usize)),
    };
    let too_many = max.is_some_and(|max| have > max);
    let holds = have >= min && !too_many;
    if holds != not {
        return Look::Holds;
    }
    let wanted = match (min, max) {
        (1, None) => "at least one".to_owned(),
        (min, None) => format!("at least {min}"),
        (min, Some(max)) if min == max => min.to_string(),
        (min, Some(max)) => format!("{min} to {max}"),
    };
    let wanted = if not { format!("not {wanted}") } else { wanted };
    let message =
        format!("Of {what}, {wanted} should have been {done}, but {have} {}.", if have == 1 { "was" } else { "were" });
    let shown = if fitting.is_empty() { others } else { fitting };
    let newest = shown.len().saturating_sub(SHOWN);
    let error = wrong(message, shown.into_iter().skip(newest).collect()).with_values(wanted, have.to_string());
    if too_many || not { Look::Never(error) } else { Look::NotYet(error) }
}

fn security_headers(headers: &[String], log: &Log, from: u64, not: bool) -> Look {
    let page = |e: &&Exchange| e.is_page && e.answer.as_ref().is_some_and(|a| !(300..400).contains(&a.status));
    let Some(page) = log.exchanges.iter().rev().find(page).filter(|_| from <= log.here()) else {
        return Look::NotYet(wrong("No page has been opened whose headers could be looked at.".into(), Vec::new()));
    };
    let missing: Vec<&str> =
        headers.iter().map(String::as_str).filter(|name| page.answered(name).next().is_none()).collect();
    if missing.is_empty() != not {
        return Look::Holds;
    }
    let message = match missing.as_slice() {
        [] => format!("The answer to {} has all of {}.", page.url, headers.join(", ")),
        missing => format!("The answer to {} has no {}.", page.url, missing.join(", no ")),
    };
    let mut has: Vec<String> =
        page.answer.iter().flat_map(|a| &a.headers).map(|(name, _)| name.to_ascii_lowercase()).collect();
    has.sort_unstable();
    Look::Never(wrong(message, has))
}

/// What must not have happened.
fn absent(expect: &Expect, log: &Log, from: u64) -> Result<Look, StepError> {
    let exchanges = || log.exchanges.iter().filter(|e| e.seq >= from);
    let lines = || log.lines.iter().filter(|l| l.seq >= from);
    let line_allowed = |line: &Line| {
        expect.allow.iter().any(|part| {
            line.text.contains(part.as_str()) || line.url.as_ref().is_some_and(|u| u.contains(part.as_str()))
        })
    };
    let mut found = Vec::new();
    let (wanted, what) = if let Some(wanted) = expect.no_failed_requests.or(expect.no_server_errors) {
        let servers_only = expect.no_failed_requests.is_none();
        for exchange in exchanges() {
            let failed = if servers_only {
                exchange.status().is_some_and(|status| status >= 500)
            } else {
                exchange.failure().is_some()
            };
            if failed && !address_allowed(&expect.allow, exchange)? {
                found.push(exchange.line());
            }
        }
        (wanted, if servers_only { "answered 5xx" } else { "failed" })
    } else if let Some(wanted) = expect.no_console_errors {
        let error = |l: &&Line| l.level == Level::Error && !l.is_page_error() && !line_allowed(l);
        found.extend(lines().filter(error).map(console_line));
        (wanted, "error")
    } else if let Some(wanted) = expect.no_page_errors {
        found.extend(lines().filter(|l| l.is_page_error() && !line_allowed(l)).map(console_line));
        (wanted, "uncaught")
    } else if let Some(wanted) = expect.no_mixed_content {
        for exchange in exchanges().filter(|e| e.is_mixed) {
            if !address_allowed(&expect.allow, exchange)? {
                found.push(exchange.line());
            }
        }
        (wanted, "mixed")
    } else {
        return Ok(Look::Never(StepError::refused("The assertion has no subject.")));
    };
    if found.is_empty() == (wanted != expect.not) {
        return Ok(Look::Holds);
    }
    Ok(Look::Never(wrong(sentence(what, &found), found)))
}

fn address_allowed(allow: &[String], exchange: &Exchange) -> Result<bool, StepError> {
    for glob in allow {
        if find::address(Some(&TextMatcher::Plain(glob.clone())), &exchange.url)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn sentence(what: &str, found: &[String]) -> String {
    let n = found.len();
    let Some(first) = found.first() else {
        return match what {
            "error" => "Nothing was written to the console as an error.".into(),
            "uncaught" => "No error of the page was left uncaught.".into(),
            "mixed" => "No request was mixed content.".into(),
            other => format!("No request {other}."),
        };
    };
    let first = short(first);
    let more = if n > 1 { format!("; and {} more", n - 1) } else { String::new() };
    match what {
        "error" => format!("The console has {n} error{}: {first}{more}.", if n == 1 { "" } else { "s" }),
        "uncaught" => format!("{n} error{} of the page went uncaught: {first}{more}.", if n == 1 { "" } else { "s" }),
        "mixed" => format!(
            "{n} request{} went over http from a page over https: {first}{more}.",
            if n == 1 { "" } else { "s" }
        ),
        "failed" => format!("{n} request{} failed: {first}{more}.", if n == 1 { "" } else { "s" }),
        _ => format!(
            "{n} request{} {} answered 5xx: {first}{more}.",
            if n == 1 { "" } else { "s" },
            if n == 1 { "was" } else { "were" }
        ),
    }
}

fn wrong(message: String, candidates: Vec<String>) -> StepError {
    let mut error = StepError::new(ErrorKind::Assertion, message);
    error.candidates = candidates.into_iter().take(SHOWN).collect();
    error
}

fn short(text: &str) -> String {
    crate::driver::network::log::short(text, 300)
}
