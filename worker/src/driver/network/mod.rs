//! The network side of a browser context: what its pages asked for and wrote, and what is done with requests on their way.
//!
//! Nothing here knows the browser's protocol; `chromium` fills the log and carries decisions out. The log is bounded
//! ([`log`] names the limits) and is dropped with its context.
//!
//! What is recorded: the console always (its domain is on anyway); requests when the flow or its evidence policy asks
//! (`wanted`). Requests that fail are events of the execution in any case: Chromium writes them to its own log.

pub mod find;
pub mod har;
pub mod log;
mod observer;
pub mod rules;
mod wanted;

pub use observer::{Observer, Order, Wire};
pub use rules::method_allowed;
pub use wanted::{prepares, wants_clipboard, wants_requests};
