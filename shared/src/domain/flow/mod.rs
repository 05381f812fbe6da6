//! Flows: the document, its grammar, and the typed steps that a worker carries out.
//!
//! A document is read ([`read`](read()), [`read_all`], [`read_embedded`]) into long-form JSON ([`Flow`]) in which strings may still
//! hold `{{…}}`. A worker fills in one step ([`template::fill_step`]) and only then reads it as a typed [`model::Step`]
//! ([`typed`]), so that a loop variable has its value of that round. The grammar itself is data (`table`), from which
//! the checks, the JSON Schema and the reference are made.

pub mod address;
pub mod assert;
pub mod browsers;
mod check;
mod comments;
pub mod devices;
pub mod diff;
mod form;
mod lint;
pub mod model;
mod near;
mod problem;
mod read;
mod reference;
pub mod rows;
mod schema;
mod table;
pub mod template;
mod tree;

pub use check::{MAX_NAME, MAX_NESTING, MAX_PROBLEMS, MAX_STEPS};
pub use comments::with_comments;
pub use form::{hash, to_yaml};
pub use model::*;
pub use problem::{Checked, Problem, Severity};
pub use read::{
    Format, MAX_BYTES, MAX_FLOWS, MAX_TEXT, check_condition, check_value, lines, places, read, read_all, read_embedded,
    typed, waits_its_turn,
};
pub use reference::{Vocabulary, inline_yaml, reference_markdown, vocabulary};
pub use schema::{schema, schema_openapi};
