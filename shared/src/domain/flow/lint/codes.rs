//! The words for programs, and what each means.

/// Every lint, by its code.
pub(crate) const CODES: &[(&str, &str)] = &[
    (
        "brittle-locator",
        "A locator that breaks when the page changes a little: it counts (`nth`, `first`, `last`, `:nth-…`) without saying beside what, goes through many levels, uses an id or class that a program made up, or is a point (`xy`).",
    ),
    ("breakpoint", "A step that stops the flow until a person lets it go on."),
    ("contradiction", "Two fields of a step that contradict each other."),
    ("duplicate-id", "Two steps with one id."),
    ("empty-loop", "A `for_each` over nothing: its steps are never done."),
    ("forced", "`force: true` acts on what a person could not reach."),
    ("no-assertion", "The flow expects nothing, so it passes as long as every step can be done."),
    ("plain-secret", "A password, token or key that stands in the flow as it is."),
    ("pointless-once", "`once` on a step that does nothing to the site."),
    (
        "secret-to-model",
        "A secret in the words that a model is asked with. The step is refused; `values` is the place for it.",
    ),
    ("selector-as-text", "A text that looks like a CSS selector or an XPath."),
    ("sleep", "A fixed pause instead of a wait for something that can be seen."),
    ("unknown-value", "A `{{name}}` that is no param and is set by no earlier step."),
    ("unreachable-step", "A step after one that always ends the flow or the loop, or in a branch that is never taken."),
    ("unsupported-by-browser", "A step that the flow's browser cannot do."),
    ("unused-param", "A param that no step uses."),
    ("unused-variable", "A variable that is set and never used; names that begin with `_` are left alone."),
    ("vacuous-absence", "Something is expected to be absent right after a page was opened, when nothing has come yet."),
    (
        "unverified",
        "A flow in which models act or judge, and nothing else says whether it did what it should. Its result says so, too.",
    ),
    ("value-in-script", "A `{{name}}` inside a script, where values are not filled in."),
];
