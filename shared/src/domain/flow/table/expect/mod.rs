//! Assertions: what an `expect` can be about, and what can be said about it; a file a group.
//!
//! A new matcher is a row in its group, a field of [`super::super::model::Expect`], and an answer in the in-page engine,
//! the driver or the runner.

mod element;
mod manner;
mod network;
mod page;
mod quality;
mod snapshots;
mod state;
mod table;
mod variable;

use super::{Field, Kind, Object, Rule, field};

pub(crate) use element::STATES;

/// What is said about a target.
const OF_TARGET: &[&[Field]] = &[element::MATCHERS, table::MATCHERS];
/// What is said about a target, or about the page without one.
const OF_BOTH: &[&[Field]] = &[snapshots::MATCHERS, quality::OF_BOTH];
/// What is said about the page.
const OF_PAGE: &[&[Field]] = &[page::MATCHERS, quality::OF_PAGE, state::MATCHERS, network::MATCHERS];
/// What is said about a variable.
const OF_VARIABLE: &[&[Field]] = &[variable::MATCHERS];

const SUBJECTS: &[Field] = &[
    field("target", Kind::Target, "The element it is about."),
    field("var", Kind::VariablePath, "The variable it is about, e.g. `order` or `order.lines.0`."),
];

/// What an assertion is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Target,
    Variable,
    Page,
}

impl Subject {
    /// What can be said about it.
    pub(crate) fn matchers(self) -> impl Iterator<Item = &'static str> {
        let (first, second): (&[&[Field]], &[&[Field]]) = match self {
            Self::Target => (OF_TARGET, OF_BOTH),
            Self::Variable => (OF_VARIABLE, &[]),
            Self::Page => (OF_PAGE, OF_BOTH),
        };
        first.iter().chain(second).flat_map(|group| group.iter()).map(|field| field.name)
    }
}

/// What is said about requests, sockets and the console, and takes `allow` and `since`.
pub(crate) fn network_matchers() -> impl Iterator<Item = &'static str> {
    network::MATCHERS.iter().map(|field| field.name)
}

/// Every group in the order of the reference.
const GROUPS: &[&[Field]] = &[
    SUBJECTS,
    element::MATCHERS,
    table::MATCHERS,
    page::MATCHERS,
    quality::OF_PAGE,
    quality::OF_BOTH,
    snapshots::MATCHERS,
    state::MATCHERS,
    variable::MATCHERS,
    network::MATCHERS,
    manner::MANNERS,
    network::MANNERS,
];

const fn total(groups: &[&[Field]]) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < groups.len() {
        sum += groups[at].len();
        at += 1;
    }
    sum
}

const fn joined<const N: usize>(groups: &[&[Field]]) -> [Field; N] {
    let mut all = [SUBJECTS[0]; N];
    let (mut group, mut to) = (0, 0);
    while group < groups.len() {
        let mut at = 0;
        while at < groups[group].len() {
            all[to] = groups[group][at];
            to += 1;
            at += 1;
        }
        group += 1;
    }
    all
}

const FIELDS: &[Field] = &joined::<{ total(GROUPS) }>(GROUPS);

/// An assertion; also a condition.
pub(crate) const EXPECT: Object = Object {
    schema: "",
    name: "expect",
    doc: "Holds, or comes to hold before the time is up: about a target, the page, a variable, requests, or the console. It says exactly one thing.",
    fields: FIELDS,
    rules: &[Rule::NotBoth("target", "var"), Rule::Needs("path", "var"), Rule::Needs("ratio", "to")],
    example: r#"{"type":"expect","target":{"role":"heading","name":"Welcome"},"to":"visible","not":false}"#,
};
