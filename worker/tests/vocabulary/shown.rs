//! What failures say, as it is written down and compared.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use flowtilla_shared::domain::{flow, outcome::StepError};
use regress::Regex;
use serde_json::Value;

/// One failure: the case, the step, and what it says.
pub fn told(case: &str, step: &Value, error: &StepError, hide: &[(&String, &str)]) -> String {
    let mut step = step.clone();
    if let Some(fields) = step.as_object_mut() {
        fields.remove("on_failure");
        fields.remove("timeout_ms");
    }
    let kind = serde_json::to_value(error.kind).unwrap_or_default();
    let mut text =
        format!("# {case}\n{}\n  {}: {}\n", flow::inline_yaml(&step), kind.as_str().unwrap_or_default(), error.message);
    for candidate in &error.candidates {
        let _ = writeln!(text, "  - {candidate}");
    }
    steady(&text, hide)
}

/// Without what is another each time: ports, ids, times, versions.
fn steady(text: &str, hide: &[(&String, &str)]) -> String {
    static ALSO: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"(?:127\.0\.0\.1|localhost):\d{4,5}", "{host}"),
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "{id}"),
            (r"\b\d+(?:\.\d+)? ?ms\b", "{time}"),
            (r"\bwithin \d+(?:\.\d+)? s\b", "within {time}"),
            (r"(?:chromium(?:-headless-shell)?|Chrome|HeadlessChrome)[ /]\d+(?:\.\d+)*", "{browser}"),
        ]
        .map(|(pattern, word)| (Regex::new(pattern).unwrap(), word))
        .into()
    });
    let mut text = text.to_owned();
    for (value, word) in hide {
        text = text.replace(value.as_str(), word);
    }
    for (pattern, word) in &*ALSO {
        text = pattern.replace_all(&text, word);
    }
    text
}

/// What is written down of every group.
pub struct Golden {
    folder: PathBuf,
    /// Written anew instead of compared (`UPDATE_GOLDEN=1`).
    updating: bool,
}

impl Golden {
    pub fn read(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), updating: std::env::var_os("UPDATE_GOLDEN").is_some() }
    }

    fn path(&self, group: &str) -> PathBuf {
        self.folder.join(format!("{group}.errors.txt"))
    }

    /// Whether these failures of a group are written down like this.
    pub fn has(&self, group: &str, told: &str) -> bool {
        self.updating || std::fs::read_to_string(self.path(group)).unwrap_or_default().contains(told)
    }

    /// Compares all of it, or writes it down.
    pub fn compare(&self, told: &BTreeMap<&str, String>) {
        let mut wrong = Vec::new();
        for (group, text) in told.iter().filter(|(_, text)| !text.is_empty()) {
            let path = self.path(group);
            if self.updating {
                std::fs::write(&path, text).unwrap();
                continue;
            }
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            let pair = |(n, (old, new)): (usize, (&str, &str))| {
                (old != new).then(|| format!("{}, line {}\n- {old}\n+ {new}", path.display(), n + 1))
            };
            let old = written.lines().chain(std::iter::repeat(""));
            let lines = text.lines().chain((text.lines().count()..written.lines().count()).map(|_| ""));
            wrong.extend(old.zip(lines).enumerate().filter_map(pair).take(5));
        }
        assert!(
            wrong.is_empty(),
            "failures say something else than is written down (`UPDATE_GOLDEN=1` writes it anew):\n{}",
            wrong.join("\n")
        );
    }
}
