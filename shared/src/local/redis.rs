//! A Redis (or Valkey) server of our own.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;

use super::{
    Error, binaries,
    child::Child,
    last_words,
    owner::{Owner, socket_dir},
};

const PATIENCE: Duration = Duration::from_secs(20);
/// How long the server of a process that was killed may take to end before we say that another one runs here.
const HANDOVER: Duration = Duration::from_secs(5);

/// A Redis server that ends with this process; dropping it stops it.
#[derive(Debug)]
pub struct LocalRedis {
    child: Child,
    sockets: PathBuf,
    dir: PathBuf,
}

impl LocalRedis {
    /// Starts Redis in `dir`; with `persist` its content survives a restart.
    ///
    /// # Errors
    /// [`Error::NotInstalled`], [`Error::OutOfReach`], or what Redis itself says.
    pub async fn start(dir: &Path, persist: bool) -> Result<Self, Error> {
        let owner = Owner::find();
        let server = binaries::redis_server()?;
        owner.make_dir(dir)?;
        let sockets = socket_dir(dir, &owner)?;
        let log = dir.join("redis.log");
        wait_until_free(&sockets.join("redis.sock"), &log).await?;
        let mut command = Command::new(server);
        command
            .args(["--port", "0", "--unixsocketperm", "700", "--save", "", "--daemonize", "no"])
            .args(["--maxmemory-policy", "noeviction", "--appendfsync", "everysec"])
            .args(["--appendonly", if persist { "yes" } else { "no" }])
            .arg("--unixsocket")
            .arg(sockets.join("redis.sock"))
            .arg("--dir")
            .arg(dir)
            .arg("--logfile")
            .arg(&log)
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let death_signal = if persist { Signal::SIGTERM } else { Signal::SIGKILL };
        let child = Child::spawn(command, &owner, death_signal)
            .map_err(|cause| Error::Spawn { name: "redis-server".into(), cause })?;
        let server = Self { child, sockets, dir: dir.to_owned() };
        server.wait_until_ready(&log).await?;
        Ok(server)
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
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

    /// The directory that it was started in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether the process has ended by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.child.ended().is_some()
    }

    /// Stops it; a few milliseconds as a rule, 10 s at most.
    pub async fn stop(self) {
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    fn socket(&self) -> PathBuf {
        self.sockets.join("redis.sock")
    }

    async fn wait_until_ready(&self, log: &Path) -> Result<(), Error> {
        let deadline = Instant::now() + PATIENCE;
        while !pong(&self.socket()) {
            if let Some(status) = self.child.ended() {
                let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
                return Err(Error::Ended { name: "redis-server", status, log: last_words(log) });
            }
            if Instant::now() > deadline {
                return Err(Error::NotReady {
                    name: "redis-server",
                    seconds: PATIENCE.as_secs(),
                    log: last_words(log),
                });
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        Ok(())
    }
}

impl Drop for LocalRedis {
    fn drop(&mut self) {
        self.child.stop(&[(Signal::SIGTERM, Duration::from_secs(5))]);
        let _ = std::fs::remove_dir_all(&self.sockets);
    }
}

/// The server of a process that was killed may take a moment to end.
async fn wait_until_free(socket: &Path, log: &Path) -> Result<(), Error> {
    let deadline = Instant::now() + HANDOVER;
    while pong(socket) {
        if Instant::now() > deadline {
            let status = format!(": another server answers on `{}`", socket.display());
            return Err(Error::Ended { name: "redis-server", status, log: last_words(log) });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Whether a server answers there; while it loads its content it does not.
fn pong(socket: &Path) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_millis(500)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"+PONG")
    };
    ask().unwrap_or(false)
}
