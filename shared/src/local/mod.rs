//! Postgres and Redis as children of this process, from the binaries that are installed on the machine.
//!
//! `flowtilla dev`, `flowtilla run` and the tests use it. Both servers listen on unix sockets only, run as an
//! unprivileged user when we are root, have a process group of their own (Ctrl-C reaches only us, and we stop them in
//! order), and end when this process ends, even by `kill -9`. A [`Janitor`] removes what a process that was killed could
//! not remove itself.

mod binaries;
mod child;
mod janitor;
mod owner;
mod postgres;
mod redis;

use std::{io, path::PathBuf};

pub use janitor::Janitor;
pub use postgres::{Durability, LocalPostgres};
pub use redis::LocalRedis;

/// Why a local server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "`{name}` is not installed; on Debian or Ubuntu: apt install {package}; on Fedora: dnf install {package}; on \
         macOS: brew install {package}; or set {variable} to a server that runs already"
    )]
    NotInstalled { name: &'static str, package: &'static str, variable: &'static str },
    #[error(
        "`{dir}` was made by Postgres {found}, which is not installed; install postgresql-{found}, or use another data \
         directory"
    )]
    OtherVersion { dir: PathBuf, found: String },
    #[error("`{path}` cannot be used: {cause}")]
    Path { path: PathBuf, cause: io::Error },
    #[error(
        "user `{user}`, as whom the servers run when we are root, cannot reach `{path}`; use a data directory outside \
         /root, e.g. /var/lib/flowtilla"
    )]
    OutOfReach { path: PathBuf, user: String },
    #[error("`{name}` cannot be started: {cause}")]
    Spawn { name: String, cause: io::Error },
    #[error("`{name}` ended before it was ready{status}; its last words:\n{log}")]
    Ended { name: &'static str, status: String, log: String },
    #[error("`{name}` was not ready within {seconds} s; its last words:\n{log}")]
    NotReady { name: &'static str, seconds: u64, log: String },
}

/// The end of a log file, for an error message.
fn last_words(path: &std::path::Path) -> String {
    let log = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}
