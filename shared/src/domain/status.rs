//! Statuses, and the one function that moves an execution from one to the next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares a fieldless enum whose wire form, column form and `Display` are the same snake-case word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for it on the wire and in the database.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!(concat!("`{}` is no ", stringify!($name), "; expected one of", $(" `", $word, "`"),+), other)),
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a flow execution (and, rolled up, a test run) stands.
    Status {
        /// Waits for a worker, for its start time, or for a cap to leave room.
        Queued = "queued",
        /// A worker holds the lease.
        Running = "running",
        /// Waits for a person (approval, take-over) while its worker keeps the browser.
        Waiting = "waiting",
        /// Every step and assertion held. Final.
        Passed = "passed",
        /// The application under test is wrong. Final.
        Failed = "failed",
        /// We could not tell; `reason` says why. Final.
        Errored = "errored",
        /// Someone asked for the end. Final.
        Cancelled = "cancelled",
    }
}

words! {
    /// Why an execution ended `errored`.
    Reason {
        /// A time-out of the flow or of the run, not of one step.
        Timeout = "timeout",
        /// Browser, driver, database or worker trouble.
        Infra = "infra",
        /// A `once` step had begun and nobody knows whether it took effect.
        InDoubt = "in_doubt",
        /// A budget (steps, seconds, tokens, cost) was used up.
        Budget = "budget",
        /// A model call failed for good.
        Model = "model",
        /// Three attempts in a row ended with the death of their worker.
        Poison = "poison",
        /// The flow could not be begun: an unknown value, a refused URL, a missing file.
        Setup = "setup",
    }
}

words! {
    /// Where one step of an attempt stands.
    StepStatus {
        Pending = "pending",
        Running = "running",
        Passed = "passed",
        Failed = "failed",
        /// Passed with another locator than the one written.
        Healed = "healed",
        Skipped = "skipped",
        /// Its intent is stored, its result is not, and it must not be repeated.
        InDoubt = "in_doubt",
    }
}

words! {
    /// The order in which queued executions are claimed.
    Priority { Low = "low", Normal = "normal", High = "high" }
}

impl Priority {
    /// The number stored in the row: higher is claimed first.
    #[must_use]
    pub fn rank(self) -> i16 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::High => 2,
        }
    }

    /// The priority of a stored rank; unknown ranks count as normal.
    #[must_use]
    pub fn from_rank(rank: i16) -> Self {
        match rank {
            0 => Self::Low,
            2 => Self::High,
            _ => Self::Normal,
        }
    }
}

impl Status {
    /// No change follows.
    #[must_use]
    pub fn is_final(self) -> bool {
        match self {
            Self::Queued | Self::Running | Self::Waiting => false,
            Self::Passed | Self::Failed | Self::Errored | Self::Cancelled => true,
        }
    }

    /// The status after `change`.
    ///
    /// # Errors
    /// [`IllegalTransition`] names the pair when the change makes no sense in this status.
    pub fn after(self, change: Change) -> Result<Self, IllegalTransition> {
        use {Change as C, Status as S};
        Ok(match (self, change) {
            (S::Queued, C::Claimed) | (S::Waiting, C::Resumed) => S::Running,
            // a lease that ran out is claimed again without passing through `queued`
            (S::Running | S::Waiting, C::Claimed) => S::Running,
            (S::Running, C::Paused) => S::Waiting,
            (S::Running | S::Waiting, C::Released) => S::Queued,
            (S::Running | S::Waiting, C::Finished(verdict)) => verdict.into(),
            (S::Queued | S::Running | S::Waiting, C::CancelRequested) => S::Cancelled,
            // found by the sweeper: a run time-out before any worker took it
            (S::Queued, C::Finished(Verdict::Errored)) => S::Errored,
            (status, change) => return Err(IllegalTransition { status, change }),
        })
    }
}

/// What may happen to an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A worker took the lease.
    Claimed,
    /// The worker gave it back unfinished: drain, retry with back-off.
    Released,
    /// Waits for a person.
    Paused,
    /// The person answered.
    Resumed,
    /// A worker or the sweeper recorded the end.
    Finished(Verdict),
    CancelRequested,
}

words! {
    /// What an attempt found out.
    Verdict { Passed = "passed", Failed = "failed", Errored = "errored", Cancelled = "cancelled" }
}

impl From<Verdict> for Status {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed => Self::Failed,
            Verdict::Errored => Self::Errored,
            Verdict::Cancelled => Self::Cancelled,
        }
    }
}

/// A change that does not fit the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a `{status}` execution cannot take the change {change:?}")]
pub struct IllegalTransition {
    pub status: Status,
    pub change: Change,
}

/// How many executions of a run are in each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    pub queued: u32,
    pub running: u32,
    pub waiting: u32,
    pub passed: u32,
    pub failed: u32,
    pub errored: u32,
    pub cancelled: u32,
}

impl Counts {
    /// Adds `n` executions of one status.
    pub fn add(&mut self, status: Status, n: u32) {
        *match status {
            Status::Queued => &mut self.queued,
            Status::Running => &mut self.running,
            Status::Waiting => &mut self.waiting,
            Status::Passed => &mut self.passed,
            Status::Failed => &mut self.failed,
            Status::Errored => &mut self.errored,
            Status::Cancelled => &mut self.cancelled,
        } += n;
    }

    /// The status of the whole run: unfinished while anything is, then the worst of its executions.
    #[must_use]
    pub fn rollup(&self) -> Status {
        let begun = self.passed + self.failed + self.errored + self.cancelled;
        if self.running > 0 || (self.queued > 0 && begun > 0) {
            Status::Running
        } else if self.waiting > 0 {
            Status::Waiting
        } else if self.queued > 0 {
            Status::Queued
        } else if self.errored > 0 {
            Status::Errored
        } else if self.failed > 0 {
            Status::Failed
        } else if self.cancelled > 0 {
            Status::Cancelled
        } else {
            Status::Passed
        }
    }
}
