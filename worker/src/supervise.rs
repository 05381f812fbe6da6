//! The process between a worker and one browser or desktop:
//! `flowtilla supervise --dir DIR [--uid U --gid G] [--cgroup DIR]… -- program args…`.
//!
//! It starts the program in a process group of its own (as an unprivileged user when asked), and sees to it that nothing
//! stays behind: when the program or the worker dies, every descendant is killed and DIR is removed. The worker's death is
//! seen as the end of standard input, a pipe that only the worker holds; unlike a parent-death signal it does not depend
//! on which thread did the spawning. Descendants cannot get away, because orphans below a subreaper become its children.
//!
//! When the supervisor itself is killed, the kernel kills the program (parent-death signal); what the program had started
//! is found by [`sweep`] through the marker in its environment: at once by the pool, at the latest at the next start.

use std::{
    collections::{HashMap, HashSet},
    ffi::{CString, OsString},
    fs, io,
    io::Read,
    os::unix::{ffi::OsStringExt, fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use nix::{
    fcntl::{OFlag, open},
    sys::{
        prctl,
        signal::{SigSet, SigmaskHow, Signal, kill, pthread_sigmask},
        stat::Mode,
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::{Gid, Pid, Uid, getpid, getppid, setgid, setgroups, setpgid, setuid, write},
};

/// Environment variable that marks every process below a supervisor; its value is DIR.
pub const MARKER: &str = "FLOWTILLA_SCRATCH";
/// How long the program may take to end by itself after SIGTERM.
const GRACE: Duration = Duration::from_millis(1_500);
/// How long descendants may take to be gone after SIGKILL.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// What the supervisor was told to do.
#[derive(Debug)]
struct Order {
    dir: PathBuf,
    uid: Option<u32>,
    gid: Option<u32>,
    /// Control groups that the program is put into before it starts.
    cgroups: Vec<PathBuf>,
    program: OsString,
    args: Vec<OsString>,
}

/// Runs one program until it, or the process that started us, ends; then leaves nothing behind.
///
/// `args` are those after the word `supervise`. The exit code is the program's, 2 for a wrong call, 127 when the program
/// could not be started, and 128 + N when it was ended by signal N.
pub fn supervise(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match read_order(args).map_err(|wrong| (2, wrong)).and_then(|order| run(&order).map_err(|e| (127, e.to_string()))) {
        Ok(code) => ExitCode::from(code),
        Err((code, message)) => {
            eprintln!("flowtilla supervise: {message}");
            ExitCode::from(code)
        }
    }
}

fn read_order(args: impl IntoIterator<Item = OsString>) -> Result<Order, String> {
    let mut args = args.into_iter();
    let (mut dir, mut uid, mut gid, mut cgroups) = (None, None, None, Vec::new());
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{} needs a value", arg.display()));
        match arg.to_str() {
            Some("--dir") => dir = Some(PathBuf::from(value()?)),
            Some("--uid") => uid = Some(number(&value()?)?),
            Some("--gid") => gid = Some(number(&value()?)?),
            Some("--cgroup") => cgroups.push(PathBuf::from(value()?)),
            Some("--") => {
                let program = args.next().ok_or("a program is needed after --")?;
                let dir = dir.ok_or("--dir is needed")?;
                return Ok(Order { dir, uid, gid, cgroups, program, args: args.collect() });
            }
            Some(_) | None => return Err(format!("unknown argument {}", arg.display())),
        }
    }
    Err("usage: flowtilla supervise --dir DIR [--uid U --gid G] [--cgroup DIR]… -- program args…".into())
}

fn number(value: &OsString) -> Result<u32, String> {
    value
        .to_str()
        .and_then(|v| v.parse().ok())
        .ok_or_else(|| format!("`{}` is not a user or group id", value.display()))
}

fn run(order: &Order) -> io::Result<u8> {
    let _ = setpgid(Pid::from_raw(0), Pid::from_raw(0));
    prctl::set_child_subreaper(true)?;
    let mut signals = SigSet::empty();
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGCHLD] {
        signals.add(signal);
    }
    // Before any thread is started, so that all of them inherit it.
    signals.thread_block()?;
    let parent = getppid();
    watch_parent();
    note_owner(&order.dir, getpid())?;
    let code = if getppid() == parent { watch(order, &signals) } else { Ok(0) };
    end_descendants(getpid(), LAST_WAIT);
    remove_dir(&order.dir);
    code
}

/// The worker holds the other end of our standard input: its end is the worker's end.
fn watch_parent() {
    std::thread::spawn(|| {
        let mut bytes = [0_u8; 64];
        let mut input = io::stdin();
        loop {
            match input.read(&mut bytes) {
                Ok(0) => break,
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        // SIGHUP to ourselves: no grace for an orphaned browser.
        let _ = kill(getpid(), Signal::SIGHUP);
    });
}

/// Waits for the program, or for a signal that ends it.
fn watch(order: &Order, signals: &SigSet) -> io::Result<u8> {
    let child = start(order)?;
    loop {
        let signal = signals.wait()?;
        if signal == Signal::SIGCHLD {
            if let Some(code) = reap(child) {
                return Ok(code);
            }
        } else if signal == Signal::SIGHUP {
            return Ok(0);
        } else {
            return Ok(end_gently(child));
        }
    }
}

/// Asks the program to end, and waits a little for it.
fn end_gently(child: Pid) -> u8 {
    let _ = kill(child, Signal::SIGTERM);
    let until = Instant::now() + GRACE;
    while Instant::now() < until {
        if let Some(code) = reap(child) {
            return code;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    143
}

fn start(order: &Order) -> io::Result<Pid> {
    let mut command = Command::new(&order.program);
    command.args(&order.args).env(MARKER, &order.dir).stdin(std::process::Stdio::null());
    let groups = order.cgroups.iter().map(|group| CString::new(group.join("cgroup.procs").into_os_string().into_vec()));
    let groups = groups.collect::<Result<Vec<_>, _>>()?;
    let (uid, gid) = (order.uid.map(Uid::from_raw), order.gid.map(Gid::from_raw));
    let us = getpid();
    #[expect(
        unsafe_code,
        reason = "the child must arrange its own end between fork and exec; only async-signal-safe calls"
    )]
    // SAFETY: open, write, setgid, setuid, prctl, getppid and sigprocmask are async-signal-safe, and nothing is allocated.
    unsafe {
        command.pre_exec(move || {
            for group in &groups {
                // While we may still write there.
                write(open(group.as_c_str(), OFlag::O_WRONLY | OFlag::O_CLOEXEC, Mode::empty())?, b"0")?;
            }
            if uid.is_some() || gid.is_some() {
                setgroups(&[])?;
            }
            if let Some(gid) = gid {
                setgid(gid)?;
            }
            if let Some(uid) = uid {
                setuid(uid)?;
            }
            // After the change of user, which would clear it.
            prctl::set_pdeathsig(Signal::SIGKILL)?;
            if getppid() != us {
                return Err(io::Error::from_raw_os_error(nix::libc::ESRCH));
            }
            pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None)?;
            Ok(())
        });
    }
    let child = command
        .spawn()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot start {}: {e}", order.program.display())))?;
    Ok(Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX)))
}

/// Collects every dead child; the exit code of `child` when it was among them.
fn reap(child: Pid) -> Option<u8> {
    let mut code = None;
    loop {
        match waitpid(None::<Pid>, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, status)) if pid == child => code = Some(u8::try_from(status).unwrap_or(1)),
            Ok(WaitStatus::Signaled(pid, signal, _)) if pid == child => {
                code = Some(128_u8.saturating_add(u8::try_from(signal as i32).unwrap_or(0)));
            }
            Ok(WaitStatus::StillAlive) | Err(_) => return code,
            Ok(_) => {}
        }
    }
}

/// Kills every descendant of `root`, again and again until none is left or the time is up.
fn end_descendants(root: Pid, longest: Duration) {
    let until = Instant::now() + longest;
    loop {
        reap(Pid::from_raw(0));
        let living = descendants(&HashSet::from([root.as_raw()]));
        if living.is_empty() || Instant::now() > until {
            return;
        }
        for pid in living {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

/// Every process whose ancestor is one of `roots`, without the roots; zombies count only for as long as nobody reaps them.
pub(crate) fn descendants(roots: &HashSet<i32>) -> Vec<i32> {
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for pid in processes() {
        if let Some((parent, _)) = parent_and_start(pid) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let (mut found, mut open) = (Vec::new(), roots.iter().copied().collect::<Vec<_>>());
    while let Some(pid) = open.pop() {
        for child in children.remove(&pid).unwrap_or_default() {
            if !roots.contains(&child) {
                found.push(child);
            }
            open.push(child);
        }
    }
    found
}

/// A process and all its descendants.
pub fn family(root: u32) -> Vec<i32> {
    let root = i32::try_from(root).unwrap_or(0);
    let mut family = descendants(&HashSet::from([root]));
    family.push(root);
    family
}

fn processes() -> impl Iterator<Item = i32> {
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|e| e.file_name().to_str()?.parse().ok())
}

/// Parent and start time (clock ticks since boot) of a process.
fn parent_and_start(pid: i32) -> Option<(i32, u64)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything, so count from its end.
    let mut fields = stat.get(stat.rfind(')')? + 2..)?.split(' ');
    let parent = fields.nth(1)?.parse().ok()?;
    Some((parent, fields.nth(17)?.parse().ok()?))
}

/// Adds a process to those that own `dir`: while one of them lives, [`sweep`] leaves the directory alone.
///
/// # Errors
/// When the file cannot be written.
pub fn note_owner(dir: &Path, pid: Pid) -> io::Result<()> {
    use io::Write as _;
    let (_, start) = parent_and_start(pid.as_raw()).unwrap_or_default();
    let mut file = fs::OpenOptions::new().create(true).append(true).open(owners_of(dir))?;
    writeln!(file, "{pid} {start}")
}

/// Beside the directory, not in it: what runs below the supervisor can write into the directory.
fn owners_of(dir: &Path) -> PathBuf {
    dir.with_extension("owners")
}

fn owner_lives(dir: &Path) -> bool {
    fs::read_to_string(owners_of(dir)).unwrap_or_default().lines().any(|line| {
        let mut words = line.split(' ').filter_map(|w| w.parse::<u64>().ok());
        match (words.next().and_then(|p| i32::try_from(p).ok()), words.next()) {
            (Some(pid), Some(start)) => parent_and_start(pid).is_some_and(|(_, now)| now == start),
            _ => false,
        }
    })
}

/// Clears what dead workers and supervisors left in `scratch`: processes by their marker, then directories.
///
/// Directories with a living owner are left alone. Returns how many were cleared.
pub fn sweep(scratch: &Path) -> usize {
    let mut swept = 0;
    for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
        let path = entry.path();
        let dir = path.with_extension("");
        if !owner_lives(&dir) && (path.extension().is_some_and(|e| e == "owners") || path.is_dir()) {
            clear(&dir);
            swept += 1;
        }
    }
    swept
}

/// Ends every process that belongs to `dir`, and removes it.
pub fn clear(dir: &Path) {
    end_marked(dir);
    remove_dir(dir);
}

/// Kills every process that carries the marker of `dir`, and all that they started.
fn end_marked(dir: &Path) {
    let mark = format!("{MARKER}={}", dir.display()).into_bytes();
    let marked = |pid: &i32| {
        fs::read(format!("/proc/{pid}/environ")).is_ok_and(|env| env.split(|b| *b == 0).any(|v| v == mark.as_slice()))
    };
    let until = Instant::now() + LAST_WAIT;
    let us = getpid().as_raw();
    while Instant::now() < until {
        let mut found: HashSet<i32> = processes().filter(|pid| *pid != us && marked(pid)).collect();
        found.extend(descendants(&found));
        if found.is_empty() {
            return;
        }
        for pid in found {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

/// Notes the control groups that belong to `dir`, before they are made: they are removed with it.
///
/// # Errors
/// When the file cannot be written.
pub fn note_cgroups(dir: &Path, groups: &[PathBuf]) -> io::Result<()> {
    let lines: Vec<String> = groups.iter().map(|group| group.display().to_string()).collect();
    fs::write(dir.with_extension("cgroups"), lines.join("\n"))
}

fn remove_cgroups(dir: &Path) {
    let list = dir.with_extension("cgroups");
    for group in fs::read_to_string(&list).unwrap_or_default().lines() {
        for _ in 0..50 {
            match fs::remove_dir(group) {
                // its last processes are on their way out
                Err(e) if e.raw_os_error() == Some(nix::libc::EBUSY) => std::thread::sleep(Duration::from_millis(10)),
                Ok(()) | Err(_) => break,
            }
        }
    }
    let _ = fs::remove_file(list);
}

/// Notes files elsewhere that what runs below the supervisor leaves when it is killed: they are removed with `dir`.
///
/// # Errors
/// When the list cannot be written.
pub fn note_leavings(dir: &Path, paths: &[PathBuf]) -> io::Result<()> {
    let lines: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    fs::write(dir.with_extension("leavings"), lines.join("\n"))
}

fn remove_leavings(dir: &Path) {
    let list = dir.with_extension("leavings");
    for path in fs::read_to_string(&list).unwrap_or_default().lines() {
        let _ = fs::remove_file(path);
    }
    let _ = fs::remove_file(list);
}

/// Removes a directory, the file that names its owners, and the scratch directory when nothing else is in it. It may take
/// a few tries while its last users go.
fn remove_dir(dir: &Path) {
    for _ in 0..50 {
        match fs::remove_dir_all(dir) {
            Ok(()) => break,
            Err(e) if e.kind() == io::ErrorKind::NotFound => break,
            Err(_) => {
                let _ = fs::set_permissions(dir, fs::Permissions::from_mode(0o700));
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
    remove_cgroups(dir);
    remove_leavings(dir);
    let _ = fs::remove_file(owners_of(dir));
    // The scratch directory goes with its last browser; whoever needs it makes it again.
    if let Some(scratch) = dir.parent() {
        let _ = fs::remove_dir(scratch);
    }
}
