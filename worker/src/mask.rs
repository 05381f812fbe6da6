//! Secrets never leave the worker: every string that is stored, published or logged goes through [`Mask`].
//!
//! Secrets are the worker's environment variables `FLOWTILLA_SECRET_<NAME>`. They are masked by value, also in the
//! percent-encoded, JSON, HTML and Base64 forms in which a page or an error may show them.

use std::collections::BTreeMap;

use base64::Engine as _;
use flowtilla_shared::domain::outcome::StepError;
use serde_json::{Map, Value};

/// Prefix of the environment variables that hold secrets.
pub const SECRET_PREFIX: &str = "FLOWTILLA_SECRET_";

/// Secrets shorter than this many bytes are not masked: they would garble every text.
pub const SHORTEST_MASKED: usize = 4;

/// Longest stored text in bytes; the rest is cut off.
const LONGEST_TEXT: usize = 64 * 1024;

/// The secrets a flow may use, by lower-case name.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Takes the `FLOWTILLA_SECRET_*` variables out of `environment`.
    pub fn from_environment(environment: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            environment
                .into_iter()
                .filter_map(|(key, value)| Some((key.strip_prefix(SECRET_PREFIX)?.to_ascii_lowercase(), value)))
                .collect(),
        )
    }

    /// The secret `{{secret.name}}`; upper and lower case are the same.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// The names, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Names of secrets too short to be masked.
    pub fn unmasked(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| value.len() < SHORTEST_MASKED).map(|(name, _)| name.as_str())
    }
}

/// Replaces secret values by their names.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    /// Needle and replacement, the longest needle first.
    needles: Vec<(String, String)>,
}

impl Mask {
    /// A mask for every secret of at least [`SHORTEST_MASKED`] bytes.
    #[must_use]
    pub fn new(secrets: &Secrets) -> Self {
        let mut needles: Vec<(String, String)> = Vec::new();
        for (name, value) in secrets.0.iter().filter(|(_, value)| value.len() >= SHORTEST_MASKED) {
            for form in forms(value) {
                if !needles.iter().any(|(known, _)| *known == form) {
                    needles.push((form, format!("[secret.{name}]")));
                }
            }
        }
        needles.sort_by_key(|(needle, _)| std::cmp::Reverse(needle.len()));
        Self { needles }
    }

    /// Whether a secret is in the text.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        self.needles.iter().any(|(needle, _)| text.contains(needle.as_str()))
    }

    /// Whether a secret is anywhere in the value, keys included.
    #[must_use]
    pub fn finds_in(&self, value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => !self.needles.is_empty() && self.finds(&number.to_string()),
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
        for (needle, name) in &self.needles {
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
                if self.needles.is_empty() || !self.finds(&number.to_string()) {
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
            candidates: error.candidates.iter().take(50).map(|line| self.long_text(line, 4096)).collect(),
        }
    }
}

/// The ways in which a value may be written in a page, a URL or a message.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned(), value.replace('\0', "\u{fffd}")];
    forms.push(url::form_urlencoded::byte_serialize(value.as_bytes()).collect());
    forms.push(percent(value));
    let json = Value::String(value.to_owned()).to_string();
    forms.push(json[1..json.len() - 1].to_owned());
    forms.push(value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"));
    forms.push(value.split_whitespace().collect::<Vec<_>>().join(" "));
    let base64 = base64::engine::general_purpose::STANDARD.encode(value);
    forms.push(base64.trim_end_matches('=').to_owned());
    forms.retain(|form| form.len() >= SHORTEST_MASKED);
    forms.sort();
    forms.dedup();
    forms
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
