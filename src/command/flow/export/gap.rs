//! What a flow says and Playwright has no word for.

/// A thing that cannot be written out, and where in its step it stands.
#[derive(Debug, PartialEq)]
pub struct Gap {
    /// The way from the step, e.g. `.target.near`; empty for the step as a whole.
    pub at: String,
    /// What, as the middle of a sentence.
    pub what: String,
}

/// Lines of a test, or what is missing.
pub type Said = Result<Vec<String>, Gap>;

impl Gap {
    /// A field of the step.
    pub fn field(name: &str) -> Self {
        Self { at: format!(".{name}"), what: format!("`{name}` has no counterpart in Playwright") }
    }

    /// The same thing, further in.
    pub fn within(mut self, field: &str) -> Self {
        self.at = format!(".{field}{}", self.at);
        self
    }
}

impl From<&str> for Gap {
    fn from(what: &str) -> Self {
        Self { at: String::new(), what: what.to_owned() }
    }
}

impl From<String> for Gap {
    fn from(what: String) -> Self {
        Self { at: String::new(), what }
    }
}
