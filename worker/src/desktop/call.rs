//! What the worker asks of a desktop's `sandbox-init`. Answers are hostile: bounded, and with a deadline.

use std::{
    io::{self, Read, Write},
    os::{
        fd::{AsRawFd, FromRawFd, OwnedFd},
        unix::net::UnixStream,
    },
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Error,
    init::{Asked, INIT_SOCKET, MAX_FILE},
    socket,
};

/// Longest wait for each part of an answer.
const WITHIN: Duration = Duration::from_secs(30);
/// The browser's program, and how long it may take until it can be driven.
pub const BROWSER: &str = "chromium";
const BROWSER_STARTS: Duration = Duration::from_secs(15);
/// Largest line of an answer in bytes.
const MAX_LINE: usize = 4 << 20;

/// The door to one desktop's inside.
#[derive(Clone, Debug)]
pub struct Inside {
    socket: PathBuf,
    owner: u32,
    home: PathBuf,
    /// When a browser was last started through this door.
    browsed: Arc<Mutex<Option<Instant>>>,
}

/// One file or directory of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From the listed directory.
    pub path: String,
    pub bytes: u64,
    pub directory: bool,
    /// Seconds since 1970.
    pub modified_unix: u64,
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    File(Vec<u8>),
    Directory,
}

/// A started shell.
#[derive(Debug)]
pub(super) struct Shell {
    pub pid: i32,
    pub input: OwnedFd,
    pub output: OwnedFd,
    pub status: OwnedFd,
}

impl Inside {
    pub(super) fn new(shared: &Path, owner: u32, home: &Path) -> Self {
        Self { socket: shared.join(INIT_SOCKET), owner, home: home.to_owned(), browsed: Arc::default() }
    }

    /// The home, as commands inside name it.
    #[must_use]
    pub fn home(&self) -> String {
        self.home.display().to_string()
    }

    /// A path below the home, likewise.
    #[must_use]
    pub fn home_path(&self, below: &str) -> String {
        self.home.join(below).display().to_string()
    }

    async fn run<T: Send + 'static>(
        &self,
        ask: impl FnOnce(UnixStream) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let Self { socket, owner, .. } = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let stream = socket::connect(&socket, owner).map_err(Error::gone)?;
            stream.set_read_timeout(Some(WITHIN)).map_err(Error::gone)?;
            stream.set_write_timeout(Some(WITHIN)).map_err(Error::gone)?;
            ask(stream).map_err(|e| {
                // what the inside refuses comes as a sentence of this kind
                if e.kind() == io::ErrorKind::Other { Error::Refused(e.to_string()) } else { Error::gone(e) }
            })
        });
        asked.await.map_err(Error::gone)?
    }

    async fn ask(&self, asked: Asked) -> Result<Value, Error> {
        self.run(move |mut stream| {
            put(&mut stream, &asked)?;
            answer(&mut stream)
        })
        .await
    }

    /// Starts the window manager and the panel.
    pub(super) async fn begin(&self) -> Result<(), Error> {
        self.ask(Asked::Begin).await.map(drop)
    }

    /// Starts a program on the screen; what becomes of it is to be seen there.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such program.
    pub async fn start(&self, program: &str, args: &[&str]) -> Result<(), Error> {
        if program == BROWSER {
            *self.browsed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        self.ask(Asked::Start { program: program.to_owned(), args }).await.map(drop)
    }

    /// Whether a browser that was started through this door may still be starting.
    #[must_use]
    pub fn browser_may_start(&self) -> bool {
        let at = *self.browsed.lock().unwrap_or_else(PoisonError::into_inner);
        at.is_some_and(|at| at.elapsed() < BROWSER_STARTS)
    }

    /// The port of the browser's WebDriver endpoint inside, which is started when it does not run.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is none on this machine.
    pub async fn web_driver(&self) -> Result<u16, Error> {
        let answer = self.ask(Asked::WebDriver).await?;
        let port = answer["port"].as_u64().and_then(|port| u16::try_from(port).ok());
        port.ok_or_else(|| Error::gone("The WebDriver endpoint has no port"))
    }

    /// A connection to a port on the desktop's own loopback.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing listens there, or too many are open.
    pub async fn connect(&self, port: u16) -> Result<tokio::net::UnixStream, Error> {
        let connected = self.run(move |mut stream| {
            put(&mut stream, &Asked::Connect { port })?;
            answer(&mut stream)?;
            stream.set_read_timeout(None)?;
            stream.set_write_timeout(None)?;
            stream.set_nonblocking(true)?;
            Ok(stream)
        });
        tokio::net::UnixStream::from_std(connected.await?).map_err(Error::gone)
    }

    pub(super) async fn shell(&self, dir: &str) -> Result<Shell, Error> {
        let asked = Asked::Shell { dir: dir.to_owned() };
        self.run(move |mut stream| {
            put(&mut stream, &asked)?;
            receive_shell(&stream)
        })
        .await
    }

    /// Kills all that a shell has started, and itself too if asked; how many live on.
    pub(super) async fn kill_below(&self, pid: i32, itself: bool) -> Result<u64, Error> {
        let answer = self.ask(Asked::KillBelow { pid, itself }).await?;
        Ok(answer["left"].as_u64().unwrap_or(0))
    }

    /// Reads a file; a relative path is one below the home.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is not there, is larger than `max` bytes (64 MiB at most), or may not be read.
    pub async fn read(&self, path: &str, max: u64) -> Result<Content, Error> {
        let asked = Asked::Read { path: path.to_owned(), max };
        self.run(move |mut stream| {
            put(&mut stream, &asked)?;
            let answer = answer(&mut stream)?;
            if answer["directory"] == true {
                return Ok(Content::Directory);
            }
            let bytes = answer["bytes"].as_u64().unwrap_or(0).min(max).min(MAX_FILE);
            let mut data = Vec::new();
            stream.take(bytes).read_to_end(&mut data)?;
            Ok(Content::File(data))
        })
        .await
    }

    /// Writes a file, with the directories above it.
    ///
    /// # Errors
    /// [`Error::Refused`] when it cannot be written there or is larger than 64 MiB.
    pub async fn write(&self, path: &str, data: Vec<u8>) -> Result<(), Error> {
        let bytes = data.len() as u64;
        if bytes > MAX_FILE {
            return Err(Error::refused(format!("A file has at most {MAX_FILE} bytes; this one has {bytes}.")));
        }
        let asked = Asked::Write { path: path.to_owned(), bytes };
        self.run(move |mut stream| {
            put(&mut stream, &asked)?;
            // a refusal may come before all of it was taken; it is read below
            let _ = stream.write_all(&data);
            answer(&mut stream).map(drop)
        })
        .await
    }

    /// What is in a directory, `depth` levels deep, and whether there was more than 2,000 entries.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is no directory.
    pub async fn list(&self, path: &str, depth: u32, hidden: bool) -> Result<(Vec<Entry>, bool), Error> {
        let answer = self.ask(Asked::List { path: path.to_owned(), depth, hidden }).await?;
        let entries = serde_json::from_value(answer["entries"].clone()).map_err(Error::gone)?;
        Ok((entries, answer["cut"] == true))
    }
}

fn put(stream: &mut UnixStream, asked: &Asked) -> io::Result<()> {
    let mut line = serde_json::to_vec(asked)?;
    line.push(b'\n');
    stream.write_all(&line)
}

/// The first line of an answer; its `error` becomes an error of the kind `Other`.
fn answer(stream: &mut UnixStream) -> io::Result<Value> {
    // byte by byte, because what follows the line belongs to somebody else; lines with more than a few bytes are rare
    let mut line = Vec::new();
    let mut byte = [0_u8; 1];
    while line.len() < MAX_LINE {
        match stream.read(&mut byte)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ if byte[0] == b'\n' => return understood(&line),
            _ => line.push(byte[0]),
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the answer is too long"))
}

fn understood(line: &[u8]) -> io::Result<Value> {
    let answer: Value = serde_json::from_slice(line)?;
    match answer["error"].as_str() {
        Some(error) => Err(io::Error::other(error.to_owned())),
        None => Ok(answer),
    }
}

fn receive_shell(stream: &UnixStream) -> io::Result<Shell> {
    let mut line = [0_u8; 4096];
    let mut space = nix::cmsg_space!([std::os::fd::RawFd; 3]);
    let mut parts = [io::IoSliceMut::new(&mut line)];
    let message = recvmsg::<()>(stream.as_raw_fd(), &mut parts, Some(&mut space), MsgFlags::MSG_CMSG_CLOEXEC)?;
    let mut received = Vec::new();
    for control in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(raw) = control {
            for fd in raw {
                #[expect(unsafe_code, reason = "received descriptors come as numbers")]
                // SAFETY: the kernel has just made it for us, and nobody else knows it.
                received.push(unsafe { OwnedFd::from_raw_fd(fd) });
            }
        }
    }
    let length = message.bytes;
    let answer = understood(&line[..length.min(4096)])?;
    let (Some(pid), Ok([input, output, status])) = (answer["pid"].as_i64(), <[OwnedFd; 3]>::try_from(received)) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the shell came without its pipes"));
    };
    Ok(Shell { pid: i32::try_from(pid).unwrap_or(0), input, output, status })
}
