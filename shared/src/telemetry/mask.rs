//! Takes secrets out of log lines, whatever wrote them there.

use std::{
    io::{self, Stderr, Write},
    sync::Arc,
};

use tracing_subscriber::fmt::MakeWriter;

use crate::config::Config;

/// Shorter ones are in too many words.
const SHORTEST: usize = 6;
/// Variables that carry secrets of flows.
const PREFIX: &str = "FLOWTILLA_SECRET_";
const MASK: &[u8] = b"***";

/// The secrets of this process, each in every form in which it may stand in a line; longest first.
#[derive(Clone, Default)]
pub struct LogMask(Arc<Vec<Vec<u8>>>);

impl LogMask {
    /// What the settings and the variables of this process hold.
    #[must_use]
    pub fn new(config: &Config, variables: impl Iterator<Item = (String, String)>) -> Self {
        let mut secrets: Vec<String> = config.secrets.key.split(',').map(|key| key.trim().to_owned()).collect();
        for url in
            [&config.database.url, &config.redis.url, &config.browser.webdriver_url, &config.telemetry.otlp_endpoint]
        {
            secrets.extend(url::Url::parse(url).ok().and_then(|url| url.password().map(str::to_owned)));
        }
        let headers = config.telemetry.otlp_headers.split(',').filter_map(|header| header.split_once('='));
        secrets.extend(headers.map(|(_, value)| value.trim().to_owned()));
        secrets.extend(variables.filter(|(name, _)| name.starts_with(PREFIX)).map(|(_, value)| value));
        Self::of(secrets)
    }

    fn of(secrets: Vec<String>) -> Self {
        let mut forms: Vec<Vec<u8>> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            // as the JSON format and as `{:?}` write it
            let quoted = serde_json::Value::String(secret.clone()).to_string();
            forms.push(quoted.as_bytes()[1..quoted.len() - 1].to_vec());
            let debugged = format!("{secret:?}");
            forms.push(debugged.as_bytes()[1..debugged.len() - 1].to_vec());
            // a password within a URL is percent-encoded
            if let Ok(Ok(decoded)) = percent_decoded(&secret) {
                forms.push(decoded.into_bytes());
            }
            forms.push(secret.into_bytes());
        }
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        forms.dedup();
        forms.retain(|form| form.len() >= SHORTEST);
        Self(Arc::new(forms))
    }

    /// The line without its secrets.
    fn cover(&self, line: &[u8]) -> Option<Vec<u8>> {
        let mut covered: Option<Vec<u8>> = None;
        for form in self.0.iter() {
            let text = covered.as_deref().unwrap_or(line);
            if text.windows(form.len()).any(|window| window == form.as_slice()) {
                covered = Some(replaced(text, form));
            }
        }
        covered
    }
}

fn replaced(text: &[u8], form: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with(form) {
            out.extend_from_slice(MASK);
            rest = &rest[form.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

/// `a%20b` as it was before it was put into a URL; an error when nothing is encoded in it.
fn percent_decoded(text: &str) -> Result<Result<String, std::string::FromUtf8Error>, ()> {
    if !text.contains('%') {
        return Err(());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits = [bytes.next().ok_or(())?, bytes.next().ok_or(())?];
        let digits = std::str::from_utf8(&digits).map_err(|_| ())?;
        out.push(u8::from_str_radix(digits, 16).map_err(|_| ())?);
    }
    Ok(String::from_utf8(out))
}

impl<'a> MakeWriter<'a> for LogMask {
    type Writer = MaskedLine;

    fn make_writer(&'a self) -> Self::Writer {
        MaskedLine { mask: self.clone(), out: io::stderr() }
    }
}

/// Standard error, with secrets covered. A line comes in one piece.
pub struct MaskedLine {
    mask: LogMask,
    out: Stderr,
}

impl Write for MaskedLine {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.mask.cover(line) {
            Some(covered) => self.out.write_all(&covered)?,
            None => self.out.write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_covered_in_every_form_that_a_log_writes() {
        let mut config = Config::default();
        config.database.url = "postgres://app:p%40ssw%C3%B6rd@db/x".into();
        config.telemetry.otlp_headers = "authorization=Bearer tollgate,x=1".into();
        let variables = [("FLOWTILLA_SECRET_PIN", "tea \"pot\"\n"), ("FLOWTILLA_ENV_CITY", "Utrecht")];
        let mask = LogMask::new(&config, variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let covered = |line: &str| {
            String::from_utf8_lossy(&mask.cover(line.as_bytes()).unwrap_or_else(|| line.into())).into_owned()
        };
        assert_eq!(covered("to p%40ssw%C3%B6rd and p@sswörd"), "to *** and ***");
        assert_eq!(covered(r#"{"message":"tea \"pot\"\n typed"}"#), r#"{"message":"*** typed"}"#);
        assert_eq!(covered("Bearer tollgate in Utrecht"), "*** in Utrecht");
    }

    #[test]
    fn short_values_stay_since_they_are_in_too_many_words() {
        let variables = [("FLOWTILLA_SECRET_PIN".to_owned(), "12".to_owned())];
        let mask = LogMask::new(&Config::default(), variables.into_iter());
        assert_eq!(mask.cover(b"12 of 12 passed"), None);
    }
}
