//! The step types, a file a group.

mod ai;
mod artifacts;
mod dialogs;
mod emulation;
mod files;
mod forms;
mod keyboard;
pub(super) mod network;
mod pages;
mod people;
mod pointer;
mod state;
mod structure;
mod values;
mod waits;

use super::{Effect, Field, Kind, Object, Row, Rule, expect::EXPECT, objects::POSITION, required};

const MODIFIERS: Kind = Kind::Many(&Kind::Word(&["Shift", "Control", "Alt", "Meta"]));
const POSITION_KIND: Kind = Kind::Object(&POSITION);
const DELAY: Kind = Kind::Whole { min: 0, max: 60_000 };
const TARGET: Field = required("target", Kind::Target, "The element.");

/// The groups in the order of the reference.
const GROUPS: &[&[Row]] = &[
    pages::ROWS,
    pointer::ROWS,
    keyboard::ROWS,
    forms::ROWS,
    files::ROWS,
    dialogs::ROWS,
    waits::ROWS,
    network::ROWS,
    state::ROWS,
    emulation::ROWS,
    values::ROWS,
    artifacts::ROWS,
    people::ROWS,
    ai::ROWS,
    structure::ROWS,
    &[EXPECT_ROW],
];

/// Every step type, in the order of the reference.
pub(crate) fn steps() -> impl Iterator<Item = &'static Row> + Clone {
    GROUPS.iter().flat_map(|rows| rows.iter())
}

/// The row of a step type.
pub(crate) fn step_row(name: &str) -> Option<&'static Row> {
    steps().find(|row| row.name() == name)
}

const fn row(
    group: &'static str,
    name: &'static str,
    effect: Effect,
    main: Option<&'static str>,
    doc: &'static str,
    fields: &'static [Field],
    example: &'static str,
) -> Row {
    Row { object: Object { schema: "", name, doc, fields, rules: &[], example }, main, group, effect }
}

const fn ruled(mut row: Row, rules: &'static [Rule]) -> Row {
    row.object.rules = rules;
    row
}

const ELEMENT: &str = "target";

/// The row of `expect`.
pub(crate) const EXPECT_ROW: Row =
    Row { object: EXPECT, main: Some(ELEMENT), group: "Assertions", effect: Effect::Reads };
