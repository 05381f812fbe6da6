//! Secrets that stand in a flow as they are.

use serde_json::{Map, Value};

use super::Lint;

/// Words in the name of a field, in lower case, that tell of a secret.
const WORDS: &[&str] = &[
    "password",
    "passwort",
    "passphrase",
    "passcode",
    "secret",
    "api key",
    "api_key",
    "apikey",
    "access token",
    "access_token",
    "client_secret",
];
/// How the tokens of well-known services begin, and how long they are at least.
const TOKENS: &[(&str, usize)] = &[
    ("AKIA", 20),
    ("ghp_", 36),
    ("gho_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("sk-", 32),
    ("sk_live_", 24),
    ("xoxb-", 24),
    ("xoxp-", 24),
    ("eyJhbGciOi", 60),
    ("-----BEGIN ", 60),
];

impl Lint<'_> {
    /// Text that is typed into a field for secrets.
    pub(super) fn typed_secret(&mut self, step: &Map<String, Value>, name: &str, path: &str) {
        let field = match name {
            "fill" => "value",
            "type" | "paste" => "text",
            _ => return,
        };
        let Some(text) = step.get(field).and_then(Value::as_str).filter(|t| !t.is_empty() && !t.contains("{{")) else {
            return;
        };
        let target = step.get("target").map(Value::to_string).unwrap_or_default().to_lowercase();
        if WORDS.iter().any(|word| target.contains(word)) || is_token(text) {
            self.plain_secret(&format!("{path}.{field}"));
        }
    }

    /// A param whose default is a secret.
    pub(super) fn param_secret(&mut self, value: &Value, path: &str) {
        if value.as_str().is_some_and(is_token) {
            self.plain_secret(path);
        }
    }

    /// A secret in the words that a model is to be asked with.
    pub(super) fn secret_to_model(&mut self, step: &Map<String, Value>, path: &str) {
        for field in ["goal", "query", "description", "until", "statement"] {
            let Some(text) = step.get(field).and_then(Value::as_str) else { continue };
            if text.contains("{{secret.") || text.contains("{{totp.") {
                let message = "No secret is shown to a model, so this step is refused. Put the secret under `values`, and speak of it by its name there.";
                self.warn(&format!("{path}.{field}"), "secret-to-model", message);
            }
        }
    }

    fn plain_secret(&mut self, path: &str) {
        self.warn(
            path,
            "plain-secret",
            "A secret stands here as it is, for everyone who reads the flow or its reports. Store it and write `{{secret.name}}`; it is masked wherever it would show.",
        );
    }
}

fn is_token(text: &str) -> bool {
    TOKENS.iter().any(|(start, least)| {
        text.len() >= *least && text.starts_with(start) && (!text.contains(' ') || start.starts_with('-'))
    })
}
