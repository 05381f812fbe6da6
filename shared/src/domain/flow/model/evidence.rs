//! What is kept of an attempt beside its verdict, kind by kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which evidence is kept. What is absent is said by the level below: a run's options, then the flow, then the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Pictures of the page: before and after every step, or of the page that a step failed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screenshots: Option<Pictures>,
    /// A film of the tab in front, WebM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Keep>,
    /// A `trace.zip` for Playwright's trace viewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Keep>,
    /// What the pages wrote to their console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<Keep>,
    /// Requests and responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Keep>,
    /// The accessibility outline of the page that a step failed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outline: Option<Outlines>,
}

/// When pictures are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pictures {
    /// Before and after every step.
    Always,
    /// Of the page that a step failed on.
    #[default]
    OnFailure,
    Never,
}

/// When a recording is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    On,
    /// It is made, and thrown away when the attempt passes.
    RetainOnFailure,
    #[default]
    Off,
}

/// When outlines are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outlines {
    #[default]
    OnFailure,
    Never,
}

impl Keep {
    /// Whether it must be recorded at all.
    #[must_use]
    pub fn records(self) -> bool {
        self != Self::Off
    }

    /// Whether the recording of an attempt is kept.
    #[must_use]
    pub fn keeps(self, passed: bool) -> bool {
        match self {
            Self::On => true,
            Self::RetainOnFailure => !passed,
            Self::Off => false,
        }
    }
}

impl Evidence {
    /// Everything, always.
    #[must_use]
    pub fn all() -> Self {
        Self {
            screenshots: Some(Pictures::Always),
            video: Some(Keep::On),
            trace: Some(Keep::On),
            console: Some(Keep::On),
            network: Some(Keep::On),
            outline: Some(Outlines::OnFailure),
        }
    }

    /// This, and where it says nothing, `below`.
    #[must_use]
    pub fn or(self, below: Self) -> Self {
        Self {
            screenshots: self.screenshots.or(below.screenshots),
            video: self.video.or(below.video),
            trace: self.trace.or(below.trace),
            console: self.console.or(below.console),
            network: self.network.or(below.network),
            outline: self.outline.or(below.outline),
        }
    }

    #[must_use]
    pub fn screenshots(&self) -> Pictures {
        self.screenshots.unwrap_or_default()
    }

    #[must_use]
    pub fn video(&self) -> Keep {
        self.video.unwrap_or_default()
    }

    #[must_use]
    pub fn trace(&self) -> Keep {
        self.trace.unwrap_or_default()
    }

    #[must_use]
    pub fn console(&self) -> Keep {
        self.console.unwrap_or_default()
    }

    #[must_use]
    pub fn network(&self) -> Keep {
        self.network.unwrap_or_default()
    }

    #[must_use]
    pub fn outline(&self) -> Outlines {
        self.outline.unwrap_or_default()
    }

    /// Whether the tab in front is filmed: for video, trace, or pictures of every step.
    #[must_use]
    pub fn films(&self) -> bool {
        self.video().records() || self.trace().records() || self.screenshots() == Pictures::Always
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_says_only_what_it_wants_otherwise() {
        let server = Evidence { video: Some(Keep::On), trace: Some(Keep::RetainOnFailure), ..Evidence::default() };
        let flow = Evidence { video: Some(Keep::Off), ..Evidence::default() };
        let run = Evidence { screenshots: Some(Pictures::Never), ..Evidence::default() };
        let policy = run.or(flow).or(server);
        assert_eq!(
            (policy.video(), policy.trace(), policy.screenshots()),
            (Keep::Off, Keep::RetainOnFailure, Pictures::Never)
        );
        assert!(policy.films() && !flow.films() && policy.trace().keeps(false) && !policy.trace().keeps(true));
    }
}
