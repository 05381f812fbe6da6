//! Secrets never leave the worker: every string that is stored, published or logged goes through [`Mask`].
//!
//! Secrets are what the project has put away ([`crate::vault`]) and the worker's environment variables `FLOWTILLA_SECRET_<NAME>`.
//! They are masked by value, also in the percent-encoded, JSON, HTML and Base64 forms in which a page or an error may show them.
//!
//! Whoever writes something of an execution asks the execution's own mask (`Plan::mask`, `Desk::mask`), which grows while the
//! execution runs: one-time codes and the cookies of a loaded profile come to it. For strings there is [`Mask::text`] and
//! [`Mask::long_text`], for JSON [`Mask::value`], for the bytes of a text file (a log, a HAR file, a document in a trace) [`Mask::bytes`].
//! What is compressed or drawn must be masked before: nothing here looks into it.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use base64::Engine as _;
use flowtilla_shared::domain::{outcome::StepError, totp::Totp};
use serde_json::{Map, Value};

use crate::driver::host_allowed;

/// Prefix of the environment variables that hold secrets.
pub const SECRET_PREFIX: &str = "FLOWTILLA_SECRET_";

/// Secrets shorter than this many bytes are not masked: they would garble every text.
pub const SHORTEST_MASKED: usize = 4;

/// Longest stored text in bytes; the rest is cut off.
const LONGEST_TEXT: usize = 64 * 1024;

/// One secret, open.
#[derive(Clone)]
pub struct Secret {
    value: String,
    /// Hosts that may get it; none: any.
    pub hosts: Arc<[String]>,
    /// It was put away as the secret of one-time codes, and is nothing else.
    pub codes_only: bool,
    /// It lies in the project's store, not in this worker's environment.
    pub stored: bool,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl Secret {
    /// As the project's store has it.
    #[must_use]
    pub fn stored(value: String, hosts: Vec<String>, codes_only: bool) -> Self {
        Self { value, hosts: hosts.into(), codes_only, stored: true }
    }

    /// As the secret of one-time codes.
    ///
    /// # Errors
    /// A sentence that does not repeat it.
    pub fn totp(&self) -> Result<Totp, String> {
        Totp::parse(&self.value)
    }
}

/// A secret (or a one-time code) that a step sends to a page, and where it may go.
#[derive(Clone)]
pub struct Using {
    /// As in the flow: `secret.pin`, `totp.shop`.
    pub name: String,
    pub value: String,
    /// None: any.
    pub hosts: Arc<[String]>,
}

impl std::fmt::Debug for Using {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Using").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Using {
    /// Why it may not go to this address; `None` when it may.
    #[must_use]
    pub fn refusal(&self, url: &str) -> Option<String> {
        let parsed = url::Url::parse(url).ok();
        let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let port = parsed.as_ref().and_then(url::Url::port_or_known_default);
        if self.hosts.is_empty() || self.hosts.iter().any(|pattern| host_allowed(pattern, host, port)) {
            return None;
        }
        Some(format!(
            "`{{{{{}}}}}` is only for {}, and would go to `{host}`; nothing was sent. Change the hosts of the secret if that is meant.",
            self.name,
            self.hosts.join(", ")
        ))
    }
}

/// The secrets a flow may use, by lower-case name.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<String, Secret>);

impl Secrets {
    /// Takes the `FLOWTILLA_SECRET_*` variables out of `environment`.
    pub fn from_environment(environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let of = |value| Secret { value, hosts: Arc::new([]), codes_only: false, stored: false };
        let named = |key: String| Some(key.strip_prefix(SECRET_PREFIX)?.to_ascii_lowercase());
        Self(environment.into_iter().filter_map(|(key, value)| Some((named(key)?, of(value)))).collect())
    }

    /// These secrets under those of the worker's environment, which go first.
    #[must_use]
    pub fn over(&self, stored: impl IntoIterator<Item = (String, Secret)>) -> Self {
        let mut all: BTreeMap<String, Secret> = stored.into_iter().collect();
        all.extend(self.0.clone());
        Self(all)
    }

    /// The secret `{{secret.name}}`; upper and lower case are the same.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).filter(|secret| !secret.codes_only).map(|secret| secret.value.as_str())
    }

    /// The secret with this name, whatever it is for.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Secret> {
        self.0.get(&name.to_ascii_lowercase())
    }

    /// The names, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Names of secrets too short to be masked.
    pub fn unmasked(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, secret)| secret.value.len() < SHORTEST_MASKED).map(|(name, _)| name.as_str())
    }

    /// The secrets whose value is somewhere in these, wherever it came from; short ones only when `named` says so.
    #[must_use]
    pub fn used_in(&self, filled: &Value, named: impl Fn(&str) -> bool) -> Vec<Using> {
        let mut using = Vec::new();
        for (name, secret) in &self.0 {
            let long = secret.value.len() >= SHORTEST_MASKED;
            if !secret.value.is_empty() && (named(name) || long && holds(filled, &secret.value)) {
                let name = format!("secret.{name}");
                using.push(Using { name, value: secret.value.clone(), hosts: secret.hosts.clone() });
            }
        }
        using
    }
}

/// Whether the text is in any string of the value, also percent-encoded.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(has) => has.contains(text) || has.contains(&percent(text)),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(fields) => fields.iter().any(|(key, field)| key.contains(text) || holds(field, text)),
        Value::Number(number) => number.to_string().contains(text),
        Value::Null | Value::Bool(_) => false,
    }
}

/// Replaces secret values by their names.
#[derive(Debug, Default)]
pub struct Mask {
    /// Needle and replacement, the longest needle first.
    needles: RwLock<Arc<Needles>>,
}

/// What is looked for, and what stands in its place.
type Needles = Vec<(String, String)>;

impl Mask {
    /// A mask for every secret of at least [`SHORTEST_MASKED`] bytes.
    #[must_use]
    pub fn new(secrets: &Secrets) -> Self {
        let mask = Self::default();
        for (name, secret) in &secrets.0 {
            mask.add(&format!("secret.{name}"), &secret.value);
        }
        mask
    }

    /// From now on also masks this value; one of fewer than [`SHORTEST_MASKED`] bytes is left alone.
    pub fn add(&self, name: &str, value: &str) {
        if value.len() < SHORTEST_MASKED {
            return;
        }
        let mut held = self.needles.write().unwrap_or_else(PoisonError::into_inner);
        let mut needles = Vec::clone(&held);
        for form in forms(value) {
            if !needles.iter().any(|(known, _)| *known == form) {
                needles.push((form, format!("[{name}]")));
            }
        }
        needles.sort_by_key(|(needle, _)| std::cmp::Reverse(needle.len()));
        *held = Arc::new(needles);
    }

    fn needles(&self) -> Arc<Needles> {
        self.needles.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bytes of a text file with every secret masked; what is no UTF-8 stays so.
    #[must_use]
    pub fn bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        let needles = self.needles();
        if needles.is_empty() {
            return bytes;
        }
        match String::from_utf8(bytes) {
            Ok(text) => needles
                .iter()
                .fold(
                    text,
                    |text, (needle, name)| {
                        if text.contains(needle.as_str()) { text.replace(needle.as_str(), name) } else { text }
                    },
                )
                .into_bytes(),
            // byte by byte what a lossy reading would hide
            Err(e) => needles
                .iter()
                .fold(e.into_bytes(), |bytes, (needle, name)| replaced(bytes, needle.as_bytes(), name.as_bytes())),
        }
    }

    /// Whether a secret is in the text.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        self.needles().iter().any(|(needle, _)| text.contains(needle.as_str()))
    }

    /// The names of the secrets that are in the text, as they stand in its place when it is masked.
    #[must_use]
    pub fn names_in(&self, text: &str) -> Vec<String> {
        let needles = self.needles();
        let found = needles.iter().filter(|(needle, _)| text.contains(needle.as_str()));
        let names: std::collections::BTreeSet<_> = found.map(|(_, name)| name.clone()).collect();
        names.into_iter().collect()
    }

    /// Whether a secret is anywhere in the value, keys included.
    #[must_use]
    pub fn finds_in(&self, value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => self.finds(&number.to_string()),
            Value::String(text) => self.finds(text),
            Value::Array(items) => items.iter().any(|item| self.finds_in(item)),
            Value::Object(fields) => fields.iter().any(|(key, field)| self.finds(key) || self.finds_in(field)),
        }
    }

    /// The text as it may be stored: secrets masked, no NUL (Postgres refuses it), at most 64 KiB.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.long_text(text, LONGEST_TEXT)
    }

    /// As [`Mask::text`], with another limit in bytes.
    #[must_use]
    pub fn long_text(&self, text: &str, limit: usize) -> String {
        let mut out = if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() };
        for (needle, name) in self.needles().iter() {
            if out.contains(needle.as_str()) {
                out = out.replace(needle.as_str(), name);
            }
        }
        if out.len() > limit {
            let mut end = limit;
            while !out.is_char_boundary(end) {
                end -= 1;
            }
            out.truncate(end);
            out.push_str(" … (cut)");
        }
        out
    }

    /// The value with every string masked.
    #[must_use]
    pub fn value(&self, value: &Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => {
                if !self.finds(&number.to_string()) {
                    value.clone()
                } else {
                    Value::String(self.text(&number.to_string()))
                }
            }
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            Value::Object(fields) => Value::Object(
                fields.iter().map(|(key, field)| (self.text(key), self.value(field))).collect::<Map<_, _>>(),
            ),
        }
    }

    /// The error with every text masked; at most 200 log lines and 50 candidates are kept.
    #[must_use]
    pub fn error(&self, error: &StepError) -> StepError {
        StepError {
            kind: error.kind,
            message: self.text(&error.message),
            expected: error.expected.as_deref().map(|text| self.text(text)),
            actual: error.actual.as_deref().map(|text| self.text(text)),
            log: error.log.iter().take(200).map(|line| self.long_text(line, 4096)).collect(),
            code: error.code.as_deref().map(|text| self.text(text)),
            candidates: error.candidates.iter().take(50).map(|line| self.long_text(line, 4096)).collect(),
            details: error.details.as_ref().map(|details| self.value(details)),
            level: error.level,
        }
    }
}

/// The ways in which a value may be written in a page, a URL or a message.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned(), value.replace('\0', "\u{fffd}")];
    forms.push(url::form_urlencoded::byte_serialize(value.as_bytes()).collect());
    forms.push(percent(value));
    // `encodeURIComponent` leaves these, and an address escapes the quote again
    let component =
        ["!", "~", "*", "'", "(", ")"].iter().fold(percent(value), |text, kept| text.replace(&percent(kept), kept));
    forms.push(component.replace('\'', "%27"));
    forms.push(component);
    let json = Value::String(value.to_owned()).to_string();
    forms.push(json[1..json.len() - 1].to_owned());
    forms.push(html(value));
    forms.push(value.split_whitespace().collect::<Vec<_>>().join(" "));
    // what one writer escapes another leaves
    forms.push(html(value).replace("&quot;", "\""));
    forms.push(html(value).replace('\'', "&#39;"));
    forms.push(html(value).replace('\'', "&#x27;"));
    let json = serde_json::to_string(&json[1..json.len() - 1]).unwrap_or_default();
    forms.push(json.trim_matches('"').to_owned());
    // Base64 by itself, and what stays the same of it behind one or two other bytes (`user:password`)
    for (before, dropped) in [("", 0), ("\0", 2), ("\0\0", 3)] {
        for engine in [base64::engine::general_purpose::STANDARD, base64::engine::general_purpose::URL_SAFE] {
            let encoded = engine.encode(format!("{before}{value}"));
            let whole = (before.len() + value.len()) / 3 * 4;
            let end = if before.is_empty() { encoded.trim_end_matches('=').len() } else { whole };
            // a short piece may be in any picture
            forms.extend(
                encoded.get(dropped..end).filter(|form| before.is_empty() || form.len() >= 8).map(str::to_owned),
            );
        }
    }
    forms.retain(|form| form.len() >= SHORTEST_MASKED);
    forms.sort();
    forms.dedup();
    forms
}

fn html(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn replaced(bytes: Vec<u8>, needle: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some(at) = memchr::memmem::find(rest, needle) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(by);
        rest = &rest[at + needle.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// As `encodeURIComponent` writes it.
fn percent(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn mask(value: &str) -> Mask {
        Mask::new(&Secrets::from_environment([("FLOWTILLA_SECRET_PIN".to_owned(), value.to_owned())]))
    }

    #[test]
    fn a_secret_is_masked_in_every_form_in_which_a_page_may_show_it() {
        let mask = mask("p@ss <\"1\">");
        for shown in [
            "p@ss <\"1\">",
            "p%40ss%20%3C%221%22%3E",
            "p%40ss+%3C%221%22%3E",
            "p@ss <\\\"1\\\">",
            "p@ss &lt;&quot;1&quot;&gt;",
        ] {
            assert_eq!(mask.text(&format!("a {shown} b")), "a [secret.pin] b", "form {shown}");
        }
    }

    #[test]
    fn a_secret_behind_other_bytes_in_base64_is_masked_as_far_as_it_shows() {
        let mask = mask("tr0ub4dor&3-canary");
        for user in ["a:", "ab:", "abc:"] {
            let header = base64::engine::general_purpose::STANDARD.encode(format!("{user}tr0ub4dor&3-canary"));
            assert!(mask.text(&format!("Basic {header}")).contains("[secret.pin]"), "{user} {header}");
        }
    }

    #[test]
    fn values_that_come_later_are_masked_too_and_bytes_as_well() {
        let mask = Mask::default();
        mask.add("totp.shop", "287082");
        assert_eq!(mask.text("code 287082"), "code [totp.shop]");
        assert_eq!(mask.bytes(b"\xff 287082 \xfe".to_vec()), b"\xff [totp.shop] \xfe");
        assert_eq!(mask.bytes(b"{\"a\":287082}".to_vec()), b"{\"a\":[totp.shop]}");
    }

    #[test]
    fn a_step_is_known_to_use_a_secret_by_its_value_wherever_that_came_from() {
        let stored = [("pin".to_owned(), Secret::stored("s3cret/x".into(), vec!["shop.test".into()], false))];
        let secrets = Secrets::default().over(stored);
        let using = secrets.used_in(&serde_json::json!({ "url": "http://evil.test/?q=s3cret%2Fx" }), |_| false);
        assert_eq!(using.len(), 1);
        assert!(using[0].refusal("http://evil.test/").unwrap().contains("only for shop.test"));
        assert_eq!(using[0].refusal("https://shop.test:8443/login"), None);
    }

    #[test]
    fn short_secrets_leave_texts_alone_and_are_named() {
        let secrets = Secrets::from_environment([("FLOWTILLA_SECRET_A".to_owned(), "1".to_owned())]);
        assert_eq!(Mask::new(&secrets).text("11"), "11");
        assert_eq!(secrets.unmasked().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn values_are_masked_at_any_depth_and_numbers_too() {
        let mask = mask("12345");
        let value = serde_json::json!({ "a": [{ "12345": 12345 }, "x12345"] });
        assert!(mask.finds_in(&value));
        assert_eq!(
            mask.value(&value),
            serde_json::json!({ "a": [{ "[secret.pin]": "[secret.pin]" }, "x[secret.pin]"] })
        );
    }

    #[test]
    fn nul_bytes_and_endless_texts_become_storable() {
        let mask = Mask::default();
        assert_eq!(mask.text("a\0b"), "a\u{fffd}b");
        let cut = mask.long_text(&"é".repeat(10), 5);
        assert!(cut.starts_with("éé ") && cut.ends_with("(cut)"), "{cut}");
    }
}
