//! What can go wrong in the store, in words that may be shown to the client.

use crate::domain::status::IllegalTransition;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing of that kind has this id in this project.
    #[error("there is no {what} `{id}`")]
    NotFound { what: &'static str, id: String },
    /// The request contradicts what is stored; the message says how.
    #[error("{message}")]
    Conflict { kind: Conflict, message: String },
    #[error(transparent)]
    IllegalTransition(#[from] IllegalTransition),
    /// A newer claim exists: whoever gets this must stop acting at once.
    #[error("the lease on this execution was lost to a newer claim")]
    Fenced,
    /// More than the configured limit.
    #[error("{message}")]
    Limit { limit: &'static str, message: String },
    /// The request cannot be stored as it is.
    #[error("{message}")]
    Invalid { message: String },
    /// The database cannot be reached or is too busy; the same call may succeed later.
    #[error("the database is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The database refused; trying again will not help.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
}

/// What contradicts what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The idempotency key was used with another body.
    IdempotencyBody,
    /// The version is not the flow's newest, or not approved.
    Version,
    /// A name or key that exists already.
    Exists,
    /// It is over already.
    Over,
    /// Somebody else has to approve it.
    FourEyes,
}

impl Error {
    /// Whether the same call may succeed a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::IllegalTransition(_)
            | Self::Fenced
            | Self::Limit { .. }
            | Self::Invalid { .. }
            | Self::Database(_) => false,
        }
    }

    pub(crate) fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }

    pub(crate) fn conflict(kind: Conflict, message: impl Into<String>) -> Self {
        Self::Conflict { kind, message: message.into() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        if transient(&cause) { Self::Unavailable(cause) } else { Self::Database(cause) }
    }
}

/// Connection trouble, shutdown, deadlock, too many connections, a full disk: none of them is about the statement.
fn transient(cause: &sqlx::Error) -> bool {
    if let sqlx::Error::Database(refusal) = cause {
        let Some(code) = refusal.code() else { return false };
        return ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "55P03";
    }
    matches!(
        cause,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed
    )
}
