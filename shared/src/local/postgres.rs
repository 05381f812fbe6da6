//! A Postgres server of our own.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};

use super::{
    Error, binaries,
    child::Child,
    last_words,
    owner::{Owner, socket_dir},
};

/// Longest wait for the server, also after a crash that must be recovered from.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the server of a process that was killed may take to end before we say that another one runs here.
const HANDOVER: Duration = Duration::from_secs(5);
const USER: &str = "flowtilla";

/// Whether a commit survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    Full,
    /// Faster, and lost when the machine stops: for tests and `--ephemeral`.
    Throwaway,
}

/// A Postgres server that ends with this process; dropping it stops it.
#[derive(Debug)]
pub struct LocalPostgres {
    child: Child,
    sockets: PathBuf,
    durability: Durability,
}

impl LocalPostgres {
    /// Starts Postgres with its data in `dir`, which is made and initialised when missing (0.5 s; later starts 35 ms).
    ///
    /// # Errors
    /// [`Error::NotInstalled`], [`Error::OtherVersion`], [`Error::OutOfReach`], or what Postgres itself says, e.g. that
    /// another server runs in this directory.
    pub async fn start(dir: &Path, durability: Durability) -> Result<Self, Error> {
        let owner = Owner::find();
        let (at, with) = (dir.to_owned(), owner.clone());
        let prepared = tokio::task::spawn_blocking(move || prepare(&at, &with, durability)).await;
        let (bin, sockets, log) =
            prepared.map_err(|cause| Error::Spawn { name: "initdb".into(), cause: std::io::Error::other(cause) })??;
        let handover = Instant::now() + HANDOVER;
        loop {
            let child = spawn(dir, &bin, &sockets, &log, &owner, durability)?;
            let server = Self { child, sockets: sockets.clone(), durability };
            match server.wait_until_ready(dir, &log).await {
                Err(Error::Ended { log, .. }) if log.contains("postmaster.pid") && Instant::now() < handover => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                ready => return ready.map(|()| server),
            }
        }
    }

    /// Address of the database that every server has.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// Address of one database of this server.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        let host: String = url::form_urlencoded::byte_serialize(self.sockets.as_os_str().as_encoded_bytes()).collect();
        format!("postgres://{USER}@localhost/{database}?host={host}")
    }

    /// The process, for a [`super::Janitor`].
    #[must_use]
    pub fn pid(&self) -> i32 {
        self.child.id()
    }

    /// The directory of the socket, for a [`super::Janitor`].
    #[must_use]
    pub fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// Whether the process has ended by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.child.ended().is_some()
    }

    /// Ends open sessions, writes a checkpoint and stops; 20 to 100 ms as a rule, 15 s at most.
    pub async fn stop(self) {
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    /// Whether the directory is this server's and no other's.
    fn owns(&self, dir: &Path) -> bool {
        let noted = std::fs::read_to_string(dir.join("postmaster.pid")).unwrap_or_default();
        noted.lines().next() == Some(self.pid().to_string().as_str())
    }

    async fn wait_until_ready(&self, dir: &Path, log: &Path) -> Result<(), Error> {
        let options: PgConnectOptions = self.url().parse().unwrap_or_default();
        let deadline = Instant::now() + PATIENCE;
        loop {
            // another server in this directory would answer on the same socket
            if self.owns(dir) {
                let attempt = tokio::time::timeout(Duration::from_secs(2), options.connect()).await;
                if let Ok(Ok(connection)) = attempt {
                    let _ = connection.close().await;
                    return Ok(());
                }
            }
            if let Some(status) = self.child.ended() {
                let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
                return Err(Error::Ended { name: "postgres", status, log: last_words(log) });
            }
            if Instant::now() > deadline {
                return Err(Error::NotReady { name: "postgres", seconds: PATIENCE.as_secs(), log: last_words(log) });
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for LocalPostgres {
    fn drop(&mut self) {
        let refused = self.has_ended();
        // fast shutdown, then without checkpoint; the next start recovers
        let steps = [(Signal::SIGINT, Duration::from_secs(10)), (Signal::SIGQUIT, Duration::from_secs(3))];
        self.child.stop(match self.durability {
            Durability::Full => &steps,
            Durability::Throwaway => &steps[1..],
        });
        // a server that refused to start has no say about the directory of the one that runs
        if !refused {
            let _ = std::fs::remove_dir_all(&self.sockets);
        }
    }
}

fn death_signal(durability: Durability) -> Signal {
    match durability {
        Durability::Full => Signal::SIGINT,
        Durability::Throwaway => Signal::SIGQUIT,
    }
}

/// Finds the binaries, makes the directories, and the cluster when there is none.
fn prepare(dir: &Path, owner: &Owner, durability: Durability) -> Result<(PathBuf, PathBuf, PathBuf), Error> {
    let missing = Error::NotInstalled { name: "postgres", package: "postgresql", variable: "DATABASE_URL" };
    let newest = binaries::postgres_bin(None).ok_or(missing)?;
    let bin = match std::fs::read_to_string(dir.join("PG_VERSION")) {
        Ok(found) => {
            let found = found.trim().to_owned();
            let other = Error::OtherVersion { dir: dir.to_owned(), found: found.clone() };
            binaries::postgres_bin(Some(&found)).ok_or(other)?
        }
        Err(_) => {
            initialise(dir, &newest, owner, durability)?;
            newest
        }
    };
    let sockets = socket_dir(dir, owner)?;
    Ok((bin, sockets, dir.join("postgres.log")))
}

/// Makes the cluster beside its place and moves it there when it is whole, so that a kill in between does no harm.
fn initialise(dir: &Path, bin: &Path, owner: &Owner, durability: Durability) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;
    let fresh = dir.with_extension("init");
    let _ = std::fs::remove_dir_all(&fresh);
    owner.make_dir(&fresh)?;
    let mut command = Command::new(bin.join("initdb"));
    command.arg("-D").arg(&fresh).args(["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"]);
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    if owner.switch {
        command.uid(owner.uid).gid(owner.gid);
    }
    let said = command
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| Error::Spawn { name: "initdb".into(), cause })?;
    if said.status.success() {
        return std::fs::rename(&fresh, dir).map_err(|cause| Error::Path { path: dir.to_owned(), cause });
    }
    let _ = std::fs::remove_dir_all(&fresh);
    let log = String::from_utf8_lossy(&said.stderr).into_owned();
    Err(Error::Ended { name: "initdb", status: format!(" ({})", said.status), log })
}

fn spawn(
    dir: &Path,
    bin: &Path,
    sockets: &Path,
    log: &Path,
    owner: &Owner,
    durability: Durability,
) -> Result<Child, Error> {
    let wrong = |cause| Error::Path { path: log.to_owned(), cause };
    let out = File::create(log).map_err(wrong)?;
    let err = out.try_clone().map_err(wrong)?;
    let mut command = Command::new(bin.join("postgres"));
    command.arg("-D").arg(dir).arg("-k").arg(sockets).current_dir(dir);
    for setting in settings(durability) {
        command.arg("-c").arg(setting);
    }
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    Child::spawn(command, owner, death_signal(durability))
        .map_err(|cause| Error::Spawn { name: "postgres".into(), cause })
}

fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec![
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "max_connections=200",
        // our statements are short, compiling them costs more than it saves
        "jit=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "wal_compression=on",
        "max_wal_size=256MB",
        "autovacuum_naptime=10s",
    ];
    if durability == Durability::Throwaway {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
    }
    settings
}
