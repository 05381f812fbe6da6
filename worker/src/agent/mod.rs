//! Agent sessions: claims them, gives each a desktop, and lets a model work on it.

pub mod hosted;
