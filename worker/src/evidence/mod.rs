//! Evidence: what is kept of an attempt beside its verdict.
//!
//! While an attempt runs, frames of the tab in front go to a file without a name, and the times of its steps are noted; nothing
//! waits for that. When the verdict is written, pictures of steps, a film and a trace are made of it, one attempt at a time.

mod develop;
mod pictures;
mod reel;
mod spool;
mod stills;
mod trace;
mod video;
mod vp8;
mod webm;
mod zip;

pub use develop::Darkroom;
pub use reel::{Reel, ReelOptions};
pub use stills::{Still, Stills};
