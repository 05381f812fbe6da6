//! `flowtilla sandbox-init`: the first program in a desktop's sandbox.
//!
//! It starts the X server (which is also the VNC server), then, when the worker says `begin`, the window manager and the panel;
//! answers the worker over a unix socket (start a program, a shell, read and write files); and passes connections to the proxy
//! on to the worker. It ends when the X server ends. One request a connection: a line of JSON, then bytes where it says so.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    os::{
        fd::{AsFd, AsRawFd, OwnedFd},
        unix::{
            fs::{OpenOptionsExt, PermissionsExt},
            net::{UnixListener, UnixStream},
        },
    },
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use nix::{
    fcntl::OFlag,
    sys::{
        resource::{Resource, setrlimit},
        signal::{Signal, kill},
        socket::{ControlMessage, MsgFlags, sendmsg},
        wait::{WaitStatus, waitpid},
    },
    unistd::{Pid, pipe2},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    fence,
    passing::{self, Passages, WebDriver},
    place::Place,
    skeleton,
};
use crate::supervise::{MARKER, descendants};

/// The socket of [`sandbox_init`], below the shared directory.
pub const INIT_SOCKET: &str = "init.sock";
/// The socket of the VNC server, likewise.
pub const RFB_SOCKET: &str = "rfb.sock";
/// What clients of the X server show it, likewise.
pub const COOKIE: &str = "Xauthority";
/// The socket of the worker's proxy, likewise.
pub const EGRESS_SOCKET: &str = "egress.sock";
/// What is said on standard output when the screen is there.
pub const READY: &str = "screen ready";
/// How long the X server may take.
const SCREEN_WITHIN: Duration = Duration::from_secs(15);
/// Largest request line in bytes.
const MAX_LINE: u64 = 1 << 20;
/// Largest file that is read or written at once.
pub const MAX_FILE: u64 = 64 << 20;
/// Times that the window manager is started again.
const RESTARTS: u32 = 5;
/// Requests of the worker answered at once.
const REQUESTS: usize = 4;
/// Entries of one listing.
const MAX_ENTRIES: usize = 2_000;

/// What the first argument says, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Orders {
    pub server: PathBuf,
    pub width: u16,
    pub height: u16,
    /// Processes of this user at most; absent where the user has others too.
    pub processes: Option<u64>,
    /// Bytes of one file at most.
    pub file_bytes: u64,
    pub place: Place,
}

/// What the worker asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Asked {
    /// Start what people need beside the screen.
    Begin,
    /// Start a program and leave it alone.
    Start { program: String, args: Vec<String> },
    /// Start a shell: its input, output and status come as three descriptors.
    Shell { dir: String },
    /// Kill everything below a shell, for at most two seconds; `itself` too.
    KillBelow { pid: i32, itself: bool },
    /// Read a file of at most `max` bytes.
    Read { path: String, max: u64 },
    /// Write a file; its `bytes` follow.
    Write { path: String, bytes: u64 },
    /// List a directory, `depth` levels deep.
    List { path: String, depth: u32, hidden: bool },
    /// Start the WebDriver endpoint of the browser, if it does not run: its port.
    WebDriver,
    /// From the answer on this connection is one to a port of the sandbox.
    Connect { port: u16 },
}

/// What all requests share.
#[derive(Debug)]
struct House {
    place: Place,
    /// The window manager's process.
    manager: AtomicU32,
    passages: Passages,
    driver: WebDriver,
}

impl House {
    fn new(place: Place) -> Self {
        Self { place, manager: AtomicU32::new(0), passages: Passages::default(), driver: WebDriver::default() }
    }
}

/// Runs until the X server ends. `args` are those after the word `sandbox-init`.
pub fn sandbox_init(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let orders = args.into_iter().next().and_then(|arg| serde_json::from_str::<Orders>(arg.to_str()?).ok());
    let Some(mut orders) = orders else {
        eprintln!("flowtilla sandbox-init: the orders are missing or not understood");
        return ExitCode::from(2);
    };
    match run(&mut orders) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            println!("failed: {e}");
            ExitCode::from(1)
        }
    }
}

fn run(orders: &mut Orders) -> io::Result<()> {
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let _ = setrlimit(Resource::RLIMIT_FSIZE, orders.file_bytes, orders.file_bytes);
    if let Some(most) = orders.processes {
        let _ = setrlimit(Resource::RLIMIT_NPROC, most, most);
    }
    let (proxy, port) = passing::proxy_port(orders.place.proxy_port)?;
    orders.place.proxy_port = port;
    let place = &orders.place;
    let socket = UnixListener::bind(place.shared.join(INIT_SOCKET))?;
    skeleton::furnish(place)?;
    let server = start_screen(orders)?;
    if place.fenced {
        // all but the X server, and before any thread is made
        fence::keep_to(place)?;
    }
    passing::listen_for_proxy(proxy, place.shared.join(EGRESS_SOCKET));
    let (socket, house) = (Arc::new(socket), Arc::new(House::new(place.clone())));
    let mut restarts = 0;
    for _ in 0..REQUESTS {
        let (socket, house) = (Arc::clone(&socket), Arc::clone(&house));
        std::thread::Builder::new().spawn(move || serve(&socket, &house))?;
    }
    println!("{READY}");
    let _ = io::stdout().flush();
    loop {
        match waitpid(None::<Pid>, None) {
            Ok(WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, _, _)) if pid == server => {
                println!("failed: the X server has ended");
                return Ok(());
            }
            Ok(WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, _, _))
                if pid.as_raw().cast_unsigned() == house.manager.load(Ordering::SeqCst) && restarts < RESTARTS =>
            {
                restarts += 1;
                house.manager.store(start(&house.place, "openbox", &[] as &[&str]).unwrap_or(0), Ordering::SeqCst);
            }
            Ok(WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, _, _)) => house.driver.ended(pid),
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

/// Starts X and VNC in one, and waits until it listens.
fn start_screen(orders: &Orders) -> io::Result<Pid> {
    let size = format!("{}x{}", orders.width, orders.height);
    let (number, place) = (format!(":{}", orders.place.display), &orders.place);
    let (authority, rfb) = (place.shared.join(COOKIE), place.shared.join(RFB_SOCKET));
    let child = Command::new(&orders.server)
        .args([&number, "-geometry", &size, "-depth", "24", "-dpi", "96", "-auth"])
        .arg(&authority)
        .args(["-nolisten", "tcp", "-nolisten", "local", "-listen", "unix", "-rfbport", "-1", "-rfbunixpath"])
        .arg(&rfb)
        .args(["-rfbunixmode", "0600", "-SecurityTypes", "None"])
        // all watchers come through one door, so one that leaves early must not lock the others out
        .args(["-UseBlacklist=0", "-AlwaysShared", "-AcceptSetDesktopSize=0", "-desktop", "Flowtilla", "-s", "0"])
        .arg("-noreset")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let until = Instant::now() + SCREEN_WITHIN;
    while UnixStream::connect(place.screen()).is_err() || !rfb.exists() {
        if Instant::now() > until {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the X server did not start within 15 s"));
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    Ok(Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX)))
}

/// Answers one request after the other. A full process table must not stop it, so no thread is made for a request.
fn serve(socket: &UnixListener, house: &House) {
    for stream in socket.incoming().flatten() {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
        let _ = stream.set_write_timeout(Some(Duration::from_secs(30)));
        if let Err(e) = answer(&stream, house) {
            let _ = say(&stream, &json!({ "error": e.to_string() }));
        }
    }
}

pub(super) fn say(mut stream: &UnixStream, answer: &Value) -> io::Result<()> {
    stream.write_all(format!("{answer}\n").as_bytes())
}

fn answer(stream: &UnixStream, house: &House) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    (&mut reader).take(MAX_LINE).read_until(b'\n', &mut line)?;
    match serde_json::from_slice(&line)? {
        Asked::Begin => {
            house.manager.store(start(&house.place, "openbox", &[] as &[&str])?, Ordering::SeqCst);
            // the panel is a convenience
            let _ = start(&house.place, "tint2", &[] as &[&str]);
            say(stream, &json!({}))
        }
        Asked::Start { program, args } => {
            let pid = start(&house.place, &program, &args)?;
            say(stream, &json!({ "pid": pid }))
        }
        Asked::Shell { dir } => shell(&house.place, stream, &dir),
        Asked::KillBelow { pid, itself } => {
            let left = kill_below(pid, itself);
            say(stream, &json!({ "left": left }))
        }
        Asked::Read { path, max } => read(stream, &house.place.path(&path), max.min(MAX_FILE)),
        Asked::Write { path, bytes } if bytes <= MAX_FILE => {
            let mut data = Vec::new();
            reader.take(bytes).read_to_end(&mut data)?;
            if data.len() as u64 != bytes {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file was cut short"));
            }
            write(&house.place.path(&path), &data)?;
            say(stream, &json!({ "bytes": bytes }))
        }
        Asked::Write { .. } => Err(too_large()),
        Asked::List { path, depth, hidden } => {
            let root = house.place.path(&path);
            fs::read_dir(&root)?;
            let mut entries = Vec::new();
            list(&root, Path::new(""), depth.min(8), hidden, &mut entries);
            let cut = entries.len() > MAX_ENTRIES;
            entries.truncate(MAX_ENTRIES);
            say(stream, &json!({ "entries": entries, "cut": cut }))
        }
        Asked::WebDriver => {
            let port = house.driver.port(&house.place)?;
            say(stream, &json!({ "port": port }))
        }
        Asked::Connect { port } => house.passages.open(stream, port),
    }
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("files have at most {MAX_FILE} bytes here"))
}

/// The environment of everything on the desktop.
pub(super) fn furnished(place: &Place, program: &str) -> Command {
    let path = place.search_path();
    let mut command = Command::new(place.program(program));
    let proxy = format!("http://127.0.0.1:{}", place.proxy_port);
    command.env_clear();
    // so that whoever clears up after us finds it
    command.envs(std::env::var_os(MARKER).map(|dir| (MARKER, dir)));
    for (name, value) in [
        ("USER", "agent"),
        ("LOGNAME", "agent"),
        ("SHELL", "/bin/bash"),
        ("PATH", &path),
        ("LANG", "C.UTF-8"),
        ("NO_AT_BRIDGE", "1"),
        ("http_proxy", &proxy),
        ("https_proxy", &proxy),
        ("HTTP_PROXY", &proxy),
        ("HTTPS_PROXY", &proxy),
    ] {
        command.env(name, value);
    }
    command.env("HOME", &place.home).env("DISPLAY", format!(":{}", place.display));
    command.env("XENVIRONMENT", place.home.join(".Xresources")).env("XDG_RUNTIME_DIR", &place.runtime);
    command.env("TMPDIR", &place.temporary).env("XAUTHORITY", place.shared.join(COOKIE));
    command.current_dir(&place.home).stdin(Stdio::null());
    command
}

fn start<S: AsRef<std::ffi::OsStr>>(place: &Place, program: &str, args: &[S]) -> io::Result<u32> {
    use std::os::unix::process::CommandExt;
    let mut command = furnished(place, program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    Ok(command.spawn().map_err(|e| io::Error::new(e.kind(), format!("{program} cannot be started: {e}")))?.id())
}

/// A shell whose status goes over a descriptor of its own (9), so that its output can hold anything.
fn shell(place: &Place, stream: &UnixStream, dir: &str) -> io::Result<()> {
    use std::os::unix::process::CommandExt;
    let (their_input, our_input) = pipe2(OFlag::O_CLOEXEC)?;
    let (our_output, their_output) = pipe2(OFlag::O_CLOEXEC)?;
    let (our_status, their_status) = pipe2(OFlag::O_CLOEXEC)?;
    let mut command = furnished(place, "/bin/bash");
    command.args(["-c", "exec /bin/bash --noprofile --norc 9>&2 2>&1"]);
    command.env("TERM", "dumb").env("PAGER", "cat").env("GIT_PAGER", "cat").process_group(0);
    let dir = place.path(dir);
    if dir.is_dir() {
        command.current_dir(dir);
    }
    let child = command.stdin(their_input).stdout(their_output).stderr(their_status).spawn()?;
    drop(command);
    let ours: [OwnedFd; 3] = [our_input, our_output, our_status];
    let raw = ours.each_ref().map(AsRawFd::as_raw_fd);
    let line = format!("{}\n", json!({ "pid": child.id() }));
    let sent = sendmsg::<()>(
        stream.as_fd().as_raw_fd(),
        &[io::IoSlice::new(line.as_bytes())],
        &[ControlMessage::ScmRights(&raw)],
        MsgFlags::MSG_NOSIGNAL,
        None,
    )?;
    if sent == line.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
}

/// Kills what a shell has started: its descendants, and orphans that still are in its process group. All of them are
/// stopped before the first is killed, because they may be starting more. How many are left after two seconds.
fn kill_below(shell: i32, itself: bool) -> usize {
    let until = Instant::now() + Duration::from_secs(2);
    let mut stopped = HashSet::new();
    let left = loop {
        let living = living_below(shell);
        if living.is_empty() || Instant::now() > until {
            break living.len();
        }
        let fresh: Vec<i32> = living.iter().copied().filter(|pid| stopped.insert(*pid)).collect();
        let signal = if fresh.is_empty() { Signal::SIGKILL } else { Signal::SIGSTOP };
        for pid in if fresh.is_empty() { living } else { fresh } {
            let _ = kill(Pid::from_raw(pid), signal);
        }
        if signal == Signal::SIGKILL {
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    if itself {
        let _ = kill(Pid::from_raw(shell), Signal::SIGKILL);
    }
    left
}

fn living_below(shell: i32) -> Vec<i32> {
    let mut found = descendants(&HashSet::from([shell]));
    let all =
        fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|e| e.file_name().to_str()?.parse().ok());
    found.extend(
        all.filter(|pid: &i32| *pid != shell && state_and_group(*pid).is_some_and(|(_, group)| group == shell)),
    );
    found.sort_unstable();
    found.dedup();
    found.retain(|pid| state_and_group(*pid).is_some_and(|(state, _)| state != 'Z' && state != 'X'));
    found
}

/// State and process group of a process.
fn state_and_group(pid: i32) -> Option<(char, i32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // the name in parentheses may hold anything, so count from its end
    let mut fields = stat.get(stat.rfind(')')? + 2..)?.split(' ');
    Some((fields.next()?.chars().next()?, fields.nth(1)?.parse().ok()?))
}

fn read(mut stream: &UnixStream, path: &Path, max: u64) -> io::Result<()> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return say(stream, &json!({ "directory": true }));
    }
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    if about.len() > max {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has {} bytes, and at most {max} are read", about.len()),
        ));
    }
    let mut data = Vec::new();
    // one that became a pipe meanwhile must not hold us up
    let file = fs::OpenOptions::new().read(true).custom_flags(OFlag::O_NONBLOCK.bits()).open(path)?;
    file.take(max).read_to_end(&mut data)?;
    say(stream, &json!({ "bytes": data.len() }))?;
    stream.write_all(&data)
}

fn write(path: &Path, data: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    if path.exists() && !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let mode = fs::metadata(path).map_or(0o644, |about| about.permissions().mode());
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)?;
    file.write_all(data)
}

fn list(root: &Path, below: &Path, depth: u32, hidden: bool, entries: &mut Vec<Value>) {
    let mut here: Vec<_> = fs::read_dir(root.join(below)).into_iter().flatten().flatten().collect();
    here.sort_by_key(fs::DirEntry::file_name);
    for entry in here {
        if entries.len() > MAX_ENTRIES {
            return;
        }
        let name = entry.file_name();
        if !hidden && name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let (path, Ok(about)) = (below.join(&name), entry.metadata()) else { continue };
        let modified = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        entries.push(json!({ "path": path.to_string_lossy(), "bytes": about.len(), "directory": about.is_dir(),
            "modified_unix": modified.map_or(0, |at| at.as_secs()) }));
        if about.is_dir() && depth > 1 {
            list(root, &path, depth - 1, hidden, entries);
        }
    }
}
