//! The binary as people and scripts meet it: started as a process, judged by what it prints, its exit code and what it leaves.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses a part of it, and a test may panic")]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tempfile::TempDir;

/// Longest wait for a process to start, to say something, or to end.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A directory to work in, and a temporary directory of its own that must be empty in the end.
pub struct Bench {
    dir: TempDir,
}

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Bench {
    pub fn new() -> Self {
        // short, because sockets of browsers are below it
        let dir = tempfile::Builder::new().prefix("f-").tempdir_in("/tmp").unwrap();
        // Postgres runs as another user when we are root
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["tmp", "home"] {
            fs::create_dir(dir.path().join(name)).unwrap();
            fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The binary, in this directory, without any settings from outside.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowtilla"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            let ours = ["DATABASE_URL", "REDIS_URL", "WEBDRIVER_URL", "ENABLE_METRICS", "RUST_LOG", "XDG_CONFIG_HOME"];
            if name.starts_with("FLOWTILLA_") || name.starts_with("OTEL_") || ours.contains(&name.as_str()) {
                command.env_remove(name);
            }
        }
        command.args(args).current_dir(self.dir.path()).env("TMPDIR", self.path("tmp")).env("HOME", self.path("home"));
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        finish(self.command(args))
    }

    /// What is left in the temporary directory.
    pub fn left_over(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("tmp")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }
}

/// Runs a command to its end, for at most [`PATIENCE`].
pub fn finish(mut command: Command) -> Ended {
    command.stdin(Stdio::null());
    finish_fed(command)
}

/// As [`finish`], with the standard input that the command already has.
pub fn finish_fed(mut command: Command) -> Ended {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, stderr) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
    let code = wait(&mut child);
    Ended { code, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap(), took: begun.elapsed() }
}

fn drain(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        text
    })
}

fn wait(child: &mut Child) -> Option<i32> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the process did not end within {PATIENCE:?}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A process that stays; it is killed when the test gives up on it.
pub struct Daemon {
    child: Child,
    /// The one line on standard output.
    pub url: String,
    pub started: Duration,
    stderr: Option<thread::JoinHandle<String>>,
    rest: Option<thread::JoinHandle<String>>,
}

impl Daemon {
    /// Starts the binary and waits for its line.
    pub fn start(bench: &Bench, args: &[&str]) -> Self {
        Self::spawn(bench.command(args))
    }

    pub fn spawn(mut command: Command) -> Self {
        command.stderr(Stdio::piped());
        Self::told(command)
    }

    /// As [`Daemon::spawn`]; what it logs goes to a file, to be read while it runs.
    pub fn logging(mut command: Command, log: &Path) -> Self {
        command.stderr(fs::File::create(log).unwrap());
        Self::told(command)
    }

    fn told(mut command: Command) -> Self {
        let begun = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let stderr = match child.stderr.take() {
            Some(pipe) => drain(pipe),
            None => thread::spawn(String::new),
        };
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        out.read_line(&mut url).unwrap();
        if url.is_empty() {
            let code = wait(&mut child);
            panic!("the process ended with {code:?} instead of telling its address: {}", stderr.join().unwrap());
        }
        let rest = drain(out);
        Self { child, url: url.trim().into(), started: begun.elapsed(), stderr: Some(stderr), rest: Some(rest) }
    }

    /// A process that says nothing on standard output.
    pub fn quiet(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (rest, stderr) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
        Self { child, url: String::new(), started: Duration::ZERO, stderr: Some(stderr), rest: Some(rest) }
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.pid()), signal).unwrap();
    }

    /// Waits for the end; `stdout` is what came after the first line.
    pub fn ended(mut self) -> Ended {
        let begun = Instant::now();
        let code = wait(&mut self.child);
        let text = |reader: Option<thread::JoinHandle<String>>| reader.unwrap().join().unwrap();
        Ended { code, stdout: text(self.rest.take()), stderr: text(self.stderr.take()), took: begun.elapsed() }
    }

    /// Asks it to end, and waits.
    pub fn stop(self, signal: Signal) -> Ended {
        self.signal(signal);
        self.ended()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process, told apart from later ones of the same number by its start time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    pid: i32,
    start: String,
    pub command: Vec<String>,
}

impl Process {
    fn of(pid: i32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        if fields[0] == "Z" {
            return None;
        }
        let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let command = command.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        Some(Self { pid, start: fields[19].into(), command })
    }

    pub fn is_alive(&self) -> bool {
        Self::of(self.pid).is_some_and(|now| now.start == self.start)
    }
}

/// Every process below `pid`, itself included.
pub fn family(pid: i32) -> Vec<Process> {
    let mut found: Vec<Process> = Process::of(pid).into_iter().collect();
    for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
        for child in fs::read_to_string(task.path().join("children")).unwrap_or_default().split_whitespace() {
            found.extend(family(child.parse().unwrap()));
        }
    }
    found
}

/// Directories that the processes name in their arguments below /tmp: data and sockets.
pub fn directories(processes: &[Process]) -> Vec<PathBuf> {
    let words = processes.iter().flat_map(|process| &process.command);
    let named = words.flat_map(|word| word.split(['=', ':'])).filter(|word| word.starts_with("/tmp/f"));
    let mut all: Vec<PathBuf> = named.map(PathBuf::from).filter(|path| path.is_dir()).collect();
    all.sort();
    all.dedup();
    all
}

/// Waits until something holds.
pub fn eventually(what: &str, within: Duration, holds: impl Fn() -> bool) {
    let end = Instant::now() + within;
    while !holds() {
        assert!(Instant::now() < end, "{what}: not within {within:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The folder of the sample flows.
pub fn samples() -> PathBuf {
    std::path::absolute("ops/demo/flows").unwrap()
}

/// The path of one sample flow.
pub fn sample(name: &str) -> String {
    samples().join(name).display().to_string()
}
