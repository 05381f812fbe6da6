//! Virtual desktops: a sandbox with a screen, programs for people, a shell and files, driven over X11.
//!
//! One session is one unit: a supervisor, below it `bwrap`, in it our own `sandbox-init` and everything else. Whoever dies,
//! all of it ends and is removed. What runs inside is hostile: its answers are bounded, and every wait has a deadline.

mod act;
mod action;
mod bash;
mod bounds;
mod call;
mod clipboard;
mod door;
mod editor;
mod egress;
mod fence;
mod group;
mod init;
mod input;
mod keymap;
mod keysyms;
mod launch;
mod level;
mod passing;
mod picture;
mod place;
mod screen;
mod settle;
mod skeleton;
mod socket;
mod toolbox;

use std::time::Duration;

pub use act::Acted;
pub use action::{Action, Button, Direction, Point, Zone, from_openai};
pub use bash::{Bash, Ended, Ran};
pub use bounds::{Bounding, Bounds};
pub use call::{BROWSER, Content, Entry, Inside};
pub use clipboard::{Clipboard, MOST as MOST_CLIPBOARD};
pub use door::{Behind, Door, Screens};
pub use editor::Editor;
pub use egress::Reach;
pub use group::{BROWSER_TOOLSET, Browsing, Group, Offered, Others};
pub use init::sandbox_init;
pub use input::Hand;
pub use launch::{Desktop, Desktops, Spec};
pub use level::{Level, Probed, Wanted, probe};
pub use picture::Picture;
pub use picture::Shown;
pub use skeleton::BROWSER_PROFILE;
pub use toolbox::{
    Answer, Call, Further, INTERRUPTED, NOT_EXECUTED, NOT_EXECUTED_IN_BROWSER, Toolbox, Witness, is_not_executed,
};

/// How long a desktop may take until its screen can be looked at.
pub const START: Duration = Duration::from_secs(20);

/// Why something on a desktop did not work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked for is wrong: the sentence says what would be right. Nothing was done.
    #[error("{0}")]
    Refused(String),
    /// The desktop is gone, or no longer answers.
    #[error("{0}")]
    Gone(String),
}

impl Error {
    fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }

    fn gone(message: impl std::fmt::Display) -> Self {
        Self::Gone(message.to_string())
    }
}
