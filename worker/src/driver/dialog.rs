//! What becomes of a page's dialog: the flow's rule for the next one, else it is dismissed and recorded.

use flowtilla_shared::domain::{
    flow::{DialogAction, TextMatcher},
    outcome::{ErrorKind, StepError},
};

/// What `handle_dialog` asked for.
#[derive(Clone, Debug)]
pub struct DialogRule {
    pub action: DialogAction,
    /// Typed into a prompt.
    pub text: Option<String>,
    /// Another message is an error.
    pub message: Option<TextMatcher>,
}

/// What `on_dialog` asked for.
#[derive(Clone, Debug)]
pub struct StandingRule {
    pub rule: DialogRule,
    /// Dialogs that it is still for; `None`: all.
    pub left: Option<u32>,
}

/// The rule for a dialog: that for the next one, else the newest standing one that it fits.
pub fn rule_for(next: &mut Option<DialogRule>, standing: &mut Vec<StandingRule>, message: &str) -> Option<DialogRule> {
    if let Some(rule) = next.take() {
        return Some(rule);
    }
    let fits = |rule: &StandingRule| rule.rule.message.as_ref().is_none_or(|wanted| matches(wanted, message));
    let at = standing.iter().rposition(fits)?;
    let rule = standing[at].rule.clone();
    if let Some(left) = &mut standing[at].left {
        *left -= 1;
        if *left == 0 {
            standing.remove(at);
        }
    }
    Some(rule)
}

/// How one dialog is answered.
#[derive(Debug)]
pub struct DialogAnswer {
    pub accept: bool,
    pub text: Option<String>,
    /// `accept`, `dismiss` or `auto_dismiss`.
    pub handled: &'static str,
    pub error: Option<StepError>,
}

/// Decides about a dialog of `kind` (`alert`, `confirm`, `prompt`, `beforeunload`). Leaving a page is always accepted.
pub fn answer(kind: &str, message: &str, rule: Option<DialogRule>) -> DialogAnswer {
    if kind == "beforeunload" {
        return DialogAnswer { accept: true, text: None, handled: "accept", error: None };
    }
    let Some(rule) = rule else {
        return DialogAnswer { accept: false, text: None, handled: "auto_dismiss", error: None };
    };
    if let Some(wanted) = &rule.message
        && !matches(wanted, message)
    {
        let (expected, actual) = (describe(wanted), format!("\"{message}\""));
        let error = StepError::new(
            ErrorKind::Dialog,
            format!("The {kind} dialog says {actual}, not {expected}; it was dismissed."),
        )
        .with_values(expected, actual);
        return DialogAnswer { accept: false, text: None, handled: "auto_dismiss", error: Some(error) };
    }
    match rule.action {
        DialogAction::Accept => DialogAnswer { accept: true, text: rule.text, handled: "accept", error: None },
        DialogAction::Dismiss => DialogAnswer { accept: false, text: None, handled: "dismiss", error: None },
    }
}

/// Whether a whole text matches: white space is collapsed and trimmed on both sides, except for `matches`.
pub fn matches(matcher: &TextMatcher, text: &str) -> bool {
    match matcher {
        TextMatcher::Plain(wanted) | TextMatcher::Equals { equals: wanted } => collapse(text) == collapse(wanted),
        TextMatcher::Contains { contains } => collapse(text).contains(&collapse(contains)),
        TextMatcher::Matches { matches, flags } => {
            regress::Regex::with_flags(matches, flags.as_deref().unwrap_or_default())
                .is_ok_and(|regex| regex.find(text).is_some())
        }
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn describe(matcher: &TextMatcher) -> String {
    match matcher {
        TextMatcher::Plain(text) | TextMatcher::Equals { equals: text } => format!("\"{text}\""),
        TextMatcher::Contains { contains } => format!("something with \"{contains}\""),
        TextMatcher::Matches { matches, flags } => format!("/{matches}/{}", flags.as_deref().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(message: TextMatcher) -> Option<DialogRule> {
        Some(DialogRule { action: DialogAction::Accept, text: None, message: Some(message) })
    }

    #[test]
    fn a_dialog_without_a_rule_is_dismissed() {
        let answer = answer("confirm", "Sure?", None);
        assert!(!answer.accept);
        assert_eq!(answer.handled, "auto_dismiss");
    }

    #[test]
    fn another_message_is_an_error_and_dismissed() {
        let wrong = answer("confirm", "Delete all?", rule(TextMatcher::Plain("Delete one?".into())));
        assert!(!wrong.accept);
        assert_eq!(wrong.error.map(|e| e.kind), Some(ErrorKind::Dialog));
        let right = answer("confirm", " Delete  all? ", rule(TextMatcher::Plain("Delete all?".into())));
        assert!(right.accept && right.error.is_none());
        let regex = TextMatcher::Matches { matches: "^delete \\w+\\?$".into(), flags: Some("i".into()) };
        assert!(answer("confirm", "Delete all?", rule(regex)).accept);
    }

    #[test]
    fn standing_rules_go_newest_first_and_end_after_their_times() {
        let rule = |message: &str, left| StandingRule {
            rule: DialogRule {
                action: DialogAction::Accept,
                text: Some(message.to_owned()),
                message: (!message.is_empty()).then(|| TextMatcher::Contains { contains: message.into() }),
            },
            left,
        };
        let mut standing = vec![rule("", None), rule("delete", Some(1))];
        let mut text = |message: &str| rule_for(&mut None, &mut standing, message).and_then(|rule| rule.text);
        assert_eq!(text("Sure to delete?").as_deref(), Some("delete"));
        assert_eq!(text("Sure to delete?").as_deref(), Some(""));
        let mut next = Some(DialogRule { action: DialogAction::Dismiss, text: None, message: None });
        assert!(matches!(rule_for(&mut next, &mut standing, "x").map(|r| r.action), Some(DialogAction::Dismiss)));
        assert!(next.is_none());
    }

    #[test]
    fn leaving_a_page_is_always_accepted() {
        assert!(answer("beforeunload", "", None).accept);
    }
}
