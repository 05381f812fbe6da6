//! Exit codes, and the errors that lead to them.

use std::{fmt, process::ExitCode};

/// What the process tells its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything passed, or there was nothing to judge.
    Passed,
    /// At least one flow failed: the application under test is wrong.
    Failed,
    /// Wrong call, wrong configuration, or a flow with errors in it; nothing was run.
    Usage,
    /// No server, no browser, no database; or a flow could not be judged.
    Infrastructure,
    /// The time that was given is over.
    TimedOut,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Infrastructure => 3,
            Self::TimedOut => 4,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// Why a subcommand gave up, and the exit code for it.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    cause: anyhow::Error,
}

impl Failure {
    /// The call, the configuration or a flow is wrong.
    pub fn usage(cause: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::Usage, cause: cause.into() }
    }

    /// Another exit code for the same cause.
    pub fn with(exit: Exit, cause: impl Into<anyhow::Error>) -> Self {
        Self { exit, cause: cause.into() }
    }
}

/// A wrong call, told in one sentence.
macro_rules! usage {
    ($($arg:tt)*) => { $crate::exit::Failure::usage(anyhow::anyhow!($($arg)*)) };
}
pub(crate) use usage;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.cause)
    }
}

/// Whatever is not said to be somebody's mistake is the infrastructure's.
impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(cause: E) -> Self {
        Self { exit: Exit::Infrastructure, cause: cause.into() }
    }
}
