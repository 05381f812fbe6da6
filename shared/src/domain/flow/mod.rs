//! Flows: the document, its grammar, and the typed steps that a worker carries out.
//!
//! A document is kept as long-form JSON in which strings may still hold `{{…}}`. A worker fills one step's strings in
//! ([`template`]) and only then reads it as a typed [`model::Step`], so that a loop variable has its value of that round.

pub mod model;

pub use model::*;
