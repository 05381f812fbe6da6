//! A problem with the line it stands in and a caret below the place.

use std::fmt::Write;

use flowtilla_shared::domain::flow::{Problem, Severity};

use super::source::FlowFile;

const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const BLUE: &str = "\u{1b}[34m";
const OFF: &str = "\u{1b}[0m";
/// Columns of a source line that are shown.
const WIDTH: usize = 110;

/// How many problems there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub errors: usize,
    pub warnings: usize,
}

impl Tally {
    /// Counts the problems of all files.
    pub fn of(files: &[FlowFile]) -> Self {
        let all = files.iter().flat_map(|file| &file.flows).flat_map(|flow| &flow.problems);
        let (errors, warnings): (Vec<_>, Vec<_>) = all.partition(|problem| problem.is_error());
        Self { errors: errors.len(), warnings: warnings.len() }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        write!(f, "{} error{}, {} warning{}", self.errors, plural(self.errors), self.warnings, plural(self.warnings))
    }
}

/// `file:line:col: error: message` with the source line and a caret, in colours that anstream removes where they do not belong.
pub fn render(file: &FlowFile, problem: &Problem) -> String {
    let (colour, word) = match problem.severity {
        Severity::Error => (RED, "error"),
        Severity::Warning => (YELLOW, "warning"),
    };
    let place =
        if problem.line > 0 { format!("{}:{}:{}", file.name, problem.line, problem.column) } else { file.name.clone() };
    let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
    let mut text = format!("{place}: {colour}{word}{OFF}: {path}{} [{}]\n", problem.message, problem.code);
    let Some(line) = (problem.line as usize).checked_sub(1).and_then(|index| file.text.lines().nth(index)) else {
        return text;
    };
    let (shown, column) = window(line, (problem.column as usize).max(1) - 1);
    let number = problem.line.to_string();
    let margin = " ".repeat(number.len());
    let _ = writeln!(text, " {margin} {BLUE}|{OFF}");
    let _ = writeln!(text, " {BLUE}{number} |{OFF} {shown}");
    let _ = writeln!(text, " {margin} {BLUE}|{OFF} {}{colour}^{OFF}", " ".repeat(column));
    text
}

/// The part of a line around a column that fits the screen, control characters replaced; and the column in it.
fn window(line: &str, column: usize) -> (String, usize) {
    let clean: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.len() <= WIDTH {
        return (clean.into_iter().collect(), column);
    }
    let start = column.saturating_sub(WIDTH / 2).min(clean.len() - 1);
    let end = (start + WIDTH).min(clean.len());
    let mut shown: String = clean[start..end].iter().collect();
    let mut at = column - start;
    if start > 0 {
        shown.insert(0, '…');
        at += 1;
    }
    if end < clean.len() {
        shown.push('…');
    }
    (shown, at)
}
