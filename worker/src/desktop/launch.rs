//! Starts and ends desktops.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Instant,
};

use nix::unistd::{Uid, getpid};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    Error, START,
    bounds::{self, Bounding, Bounds},
    call::Inside,
    clipboard::Clipboard,
    egress::{self, Reach},
    init::{COOKIE, Orders, READY, RFB_SOCKET},
    input::Hand,
    level::{self, Level, Probed, Wanted},
    place::{HOME, Place},
    skeleton,
};
use crate::supervise;

/// The X server's socket is this far below a desktop's directory, and its path may have 107 bytes.
const LONGEST_SCRATCH: usize = 70;
/// Chromium puts a socket some 60 bytes below it where it has no machine of its own.
const LONGEST_CORNER: usize = 46;
/// Numbers of X servers that share the machine: those that nobody gives by hand, from here…
const FIRST_DISPLAY: u32 = 10_000;
/// … this many.
const DISPLAYS: u32 = 50_000;
/// Largest file of switches for Chromium that is taken over, in bytes.
const LARGEST_FLAGS: u64 = 64 * 1024;
/// Sessions' users: numbers that no account has, from here…
const FIRST_UID: u32 = 0x5000_0000;
/// … this many.
const UIDS: u32 = 0x0100_0000;

/// A user that nothing else runs as.
pub(super) fn random_uid() -> u32 {
    FIRST_UID + rand::random::<u32>() % UIDS
}

/// What a desktop is to be like.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Pixels.
    pub width: u16,
    pub height: u16,
    pub bounds: Bounds,
    pub reach: Reach,
}

impl Default for Spec {
    fn default() -> Self {
        Self { width: 1280, height: 800, bounds: Bounds::default(), reach: Reach::default() }
    }
}

impl Spec {
    /// Why there can be no such desktop, as a sentence.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let fits = (320..=3840).contains(&self.width) && (240..=2160).contains(&self.height);
        (!fits).then(|| format!("A desktop has 320×240 to 3840×2160 pixels, not {}×{}.", self.width, self.height))
    }
}

/// All desktops of one worker.
#[derive(Clone, Debug)]
pub struct Desktops {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    supervisor: PathBuf,
    scratch: PathBuf,
    probed: Probed,
}

/// One desktop. It ends when this is dropped; [`Desktop::end`] waits for that.
#[derive(Debug)]
pub struct Desktop {
    spec: Spec,
    dir: PathBuf,
    supervisor: Child,
    lifeline: Option<ChildStdin>,
    inside: Inside,
    hand: Hand,
    clipboard: Clipboard,
    shell: bool,
    ended: CancellationToken,
    _egress: DropGuard,
}

impl Desktops {
    /// Probes the machine, and clears what an earlier worker left in `scratch`. `supervisor` is a program that knows
    /// `supervise` and `sandbox-init` (our own).
    ///
    /// # Errors
    /// When no directory can be made.
    pub async fn open(supervisor: PathBuf, scratch: &Path, wanted: Wanted) -> io::Result<Self> {
        let root = Uid::effective().is_root();
        let probed = level::probe(root, wanted).await;
        let longest = if probed.level.has_own_machine() { LONGEST_SCRATCH } else { LONGEST_CORNER };
        let scratch = usable_scratch(scratch, longest)?;
        let swept = supervise::sweep(&scratch);
        if swept > 0 {
            tracing::info!(swept, "Cleared {swept} desktops that an earlier worker left");
        }
        Ok(Self { shared: Arc::new(Shared { supervisor, scratch, probed }) })
    }

    /// Removes the directory of the desktops, if there are none.
    pub fn close(&self) {
        let _ = fs::remove_dir(&self.shared.scratch);
    }

    /// What this machine can do.
    #[must_use]
    pub fn probed(&self) -> &Probed {
        &self.shared.probed
    }

    /// Starts a desktop; it has a screen, a panel and no windows when this returns.
    ///
    /// # Errors
    /// [`Error::Refused`] when this machine has no desktops or the size is wrong; [`Error::Gone`] when it does not start
    /// within 20 s. Nothing is left then.
    pub async fn start(&self, spec: Spec) -> Result<Desktop, Error> {
        if let Some(problem) = spec.problem() {
            return Err(Error::Refused(problem));
        }
        let probed = self.probed();
        if !probed.usable() {
            return Err(Error::refused(format!("This worker has no desktops: {}.", probed.missing.join("; "))));
        }
        let uid = if probed.own_uid { random_uid() } else { Uid::effective().as_raw() };
        let dir = self.shared.scratch.join(format!("d{:08x}", rand::random::<u32>()));
        let started = self.start_in(&dir, uid, spec).await;
        if started.is_err() {
            let left = dir.clone();
            let _ = tokio::task::spawn_blocking(move || supervise::clear(&left)).await;
        }
        started
    }

    async fn start_in(&self, dir: &Path, uid: u32, spec: Spec) -> Result<Desktop, Error> {
        let until = Instant::now() + START;
        let cannot = |what: &str, e: io::Error| Error::gone(format!("The desktop cannot be started: {what}: {e}"));
        let (place, screen) = self.place(dir);
        let groups = self.prepare(dir, uid, &spec, &place).map_err(|e| cannot("its directory", e))?;
        let cookie = rand::random::<[u8; 16]>();
        let run = dir.join("run");
        put_cookie(&run.join(COOKIE), &cookie, uid).map_err(|e| cannot("its cookie", e))?;
        let ended = CancellationToken::new();
        egress::serve(&run.join(super::init::EGRESS_SOCKET), spec.reach.clone(), ended.clone())
            .map_err(|e| cannot("its proxy", e))?;
        let egress = ended.clone().drop_guard();
        let mut command = self.command(dir, uid, &spec, (&groups, &place));
        let mut supervisor = command.spawn().map_err(|e| cannot("its supervisor", e))?;
        let (Some(lifeline), Some(output)) = (supervisor.stdin.take(), supervisor.stdout.take()) else {
            return Err(Error::gone("The supervisor has no pipes"));
        };
        let mut lines = BufReader::new(output.take(1 << 20)).lines();
        let ready = tokio::time::timeout_at(until.into(), until_ready(&mut lines)).await;
        ready.map_err(|_| Error::gone("The desktop did not start within 20 s"))??;
        let over = ended.clone();
        tokio::spawn(async move {
            while let Ok(Some(_)) = lines.next_line().await {}
            over.cancel();
        });
        if self.probed().own_uid {
            // its sockets are made: from now on nothing inside can put anything there, or in their place
            for frozen in [run.clone(), dir.join("x")] {
                freeze(&frozen).map_err(|e| cannot("its directory", e))?;
            }
        }
        let inside = Inside::new(&run, uid, &place.home);
        let clipboard = Clipboard::new(&screen, uid, cookie);
        let hand = Hand::connect(&screen, uid, &cookie, (spec.width, spec.height)).await?;
        inside.begin().await?;
        hand.wait_for_window_manager(until).await?;
        let (dir, lifeline, shell) = (dir.to_owned(), Some(lifeline), self.probed().level.has_shell());
        Ok(Desktop { spec, dir, supervisor, lifeline, inside, hand, clipboard, shell, ended, _egress: egress })
    }

    /// Where things are inside, and the X server's socket as we see it.
    fn place(&self, dir: &Path) -> (Place, PathBuf) {
        let level = self.probed().level;
        if level.has_own_machine() {
            return (Place::of_its_own(), dir.join("x/X0"));
        }
        let display = FIRST_DISPLAY + rand::random::<u32>() % DISPLAYS;
        let place = Place::in_corner(dir, display, level == Level::Landlock);
        let screen = place.screen();
        (place, screen)
    }

    /// Makes the directory and the control groups.
    fn prepare(&self, dir: &Path, uid: u32, spec: &Spec, place: &Place) -> io::Result<Vec<PathBuf>> {
        make_scratch(&self.shared.scratch)?;
        supervise::note_owner(dir, getpid())?;
        if !self.probed().level.has_own_machine() {
            supervise::note_leavings(dir, &place.left_by_screen())?;
            make_screens()?;
        }
        let probed = self.probed();
        let groups = dir.file_name().map(|name| bounds::groups(probed.bounds, &name.to_string_lossy()));
        let groups = groups.unwrap_or_default();
        if !groups.is_empty() {
            supervise::note_cgroups(dir, &groups)?;
            let name = dir.file_name().unwrap_or_default().to_string_lossy();
            bounds::make(probed.bounds, &name, &spec.bounds)?;
        }
        fs::DirBuilder::new().mode(0o711).create(dir)?;
        for (name, mode) in [("run", 0o711), ("x", 0o711), ("etc", 0o755), ("home", 0o700), ("t", 0o700)] {
            let path = dir.join(name);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
            if probed.own_uid && name != "etc" {
                chown(&path, Some(uid), Some(uid))?;
            }
        }
        let policy = skeleton::chromium_policy();
        for (name, text) in [
            ("passwd", skeleton::PASSWD),
            ("group", skeleton::GROUP),
            ("hosts", skeleton::HOSTS),
            ("policy.json", &policy),
        ] {
            let path = dir.join("etc").join(name);
            fs::write(&path, text)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644))?;
        }
        put_flags(&dir.join("etc/chromium.d"))?;
        // the sandbox's user may not be able to reach our program where it is
        let program = dir.join("init");
        if fs::hard_link(&self.shared.supervisor, &program).is_err() {
            fs::copy(&self.shared.supervisor, &program)?;
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        }
        Ok(groups)
    }

    fn command(&self, dir: &Path, uid: u32, spec: &Spec, (groups, place): (&[PathBuf], &Place)) -> Command {
        let probed = self.probed();
        let mut command = Command::new(&self.shared.supervisor);
        command.arg("supervise").arg("--dir").arg(dir);
        if probed.own_uid {
            command.args(["--uid", &uid.to_string(), "--gid", &uid.to_string()]);
        }
        for group in groups {
            command.arg("--cgroup").arg(group);
        }
        let bounded = probed.own_uid && probed.bounds == Bounding::Rlimit;
        let orders = Orders {
            server: level::program(&["Xtigervnc", "Xvnc"]).unwrap_or_default(),
            width: spec.width,
            height: spec.height,
            processes: bounded.then_some(spec.bounds.processes),
            file_bytes: spec.bounds.home_mib << 20,
            place: place.clone(),
        };
        command.arg("--");
        if probed.level.has_own_machine() {
            command.arg(level::program(&["bwrap"]).unwrap_or_default());
            shut_in(&mut command, dir, &spec.bounds, place);
            command.arg("/run/init");
        } else {
            command.arg(dir.join("init"));
        }
        // numbers and paths, which cannot fail
        command.arg("sandbox-init").arg(serde_json::to_string(&orders).unwrap_or_default());
        command.env_clear().env("PATH", "/usr/bin:/bin").current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }
}

/// What `bwrap` is told: own namespaces for everything, a read-only system, a home and temporary directories in memory.
fn shut_in(command: &mut Command, dir: &Path, bounds: &Bounds, place: &Place) {
    command.args([
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
    ]);
    command.args(["--unshare-cgroup-try", "--unshare-net", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]);
    command.args(["--hostname", "desktop", "--clearenv", "--setenv", "HOME", HOME, "--setenv", "LANG", "C.UTF-8"]);
    command.args(["--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--ro-bind", "/usr", "/usr"]);
    for link in ["bin", "sbin", "lib", "lib64"] {
        command.args(["--symlink", &format!("usr/{link}"), &format!("/{link}")]);
    }
    command.args(["--dir", "/etc"]);
    for name in ["passwd", "group", "hosts"] {
        command.arg("--ro-bind").arg(dir.join("etc").join(name)).arg(format!("/etc/{name}"));
    }
    let policies = [
        "/etc/chromium/policies/managed",
        "/etc/chromium-browser/policies/managed",
        "/etc/opt/chrome/policies/managed",
    ];
    for place in policies {
        command.arg("--ro-bind").arg(dir.join("etc/policy.json")).arg(format!("{place}/flowtilla.json"));
    }
    for place in [
        "/etc/fonts",
        "/etc/ssl/certs",
        "/etc/ca-certificates",
        "/etc/alternatives",
        "/etc/xdg",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/nsswitch.conf",
        "/etc/X11",
        "/etc/mime.types",
        "/etc/gtk-3.0",
        "/etc/localtime",
        "/etc/bash.bashrc",
        "/var/cache/fontconfig",
        "/var/lib/dpkg/status",
        "/opt",
    ] {
        command.args(["--ro-bind-try", place, place]);
    }
    command.arg("--ro-bind").arg(dir.join("etc/chromium.d")).arg("/etc/chromium.d");
    let home = (bounds.home_mib << 20).to_string();
    let temporary = (bounds.home_mib << 19).to_string();
    command.args(["--proc", "/proc", "--dev", "/dev", "--size", &temporary, "--tmpfs", "/tmp"]);
    command.args(["--size", &temporary, "--tmpfs", "/dev/shm", "--size", "16777216", "--tmpfs", "/var/tmp"]);
    command.args(["--size", &home, "--tmpfs", HOME, "--size", "16777216", "--tmpfs", "/run", "--dir", "/run/user"]);
    command.arg("--bind").arg(dir.join("run")).arg(&place.shared);
    command.arg("--bind").arg(dir.join("x")).arg("/tmp/.X11-unix");
    command.arg("--ro-bind").arg(dir.join("init")).arg("/run/init").args(["--chdir", HOME]);
}

/// The machine's own switches for Chromium, and ours.
fn put_flags(dir: &Path) -> io::Result<()> {
    fs::create_dir(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    let put = |name: &std::ffi::OsStr, text: &[u8]| {
        let path = dir.join(name);
        fs::write(&path, text)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644))
    };
    for entry in fs::read_dir("/etc/chromium.d").into_iter().flatten().flatten() {
        if entry.metadata().is_ok_and(|about| about.is_file() && about.len() < LARGEST_FLAGS) {
            put(&entry.file_name(), &fs::read(entry.path())?)?;
        }
    }
    put("zz-flowtilla".as_ref(), skeleton::chromium_flags().as_bytes())
}

async fn until_ready(lines: &mut Lines<BufReader<tokio::io::Take<ChildStdout>>>) -> Result<(), Error> {
    loop {
        match lines.next_line().await {
            Ok(Some(line)) if line == READY => return Ok(()),
            Ok(Some(line)) if line.starts_with("failed") => {
                return Err(Error::gone(format!("The desktop did not start: {line}")));
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(Error::gone("The desktop ended before its screen was there")),
            Err(e) => return Err(Error::gone(e)),
        }
    }
}

/// The file that clients of the X server take their cookie from: good for every address and display.
fn put_cookie(path: &Path, cookie: &[u8; 16], uid: u32) -> io::Result<()> {
    let mut bytes = vec![0xff, 0xff, 0, 0];
    for part in [b"".as_slice(), b"MIT-MAGIC-COOKIE-1", cookie] {
        bytes.extend(u16::try_from(part.len()).unwrap_or(0).to_be_bytes());
        bytes.extend(part);
    }
    fs::write(path, bytes)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    if Uid::effective().is_root() { chown(path, Some(uid), Some(uid)) } else { Ok(()) }
}

fn freeze(dir: &Path) -> io::Result<()> {
    chown(dir, Some(0), Some(0))?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o711))
}

/// The given directory, or one below the system's temporary directory where others cannot get into the given one, or its
/// path is too long for sockets.
fn usable_scratch(given: &Path, longest: usize) -> io::Result<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let dir = make_scratch(given)?;
    let open_to_all = dir.ancestors().all(|d| fs::metadata(d).is_ok_and(|m| m.mode() & 0o001 != 0));
    if dir.as_os_str().len() <= longest && (open_to_all || !Uid::effective().is_root()) {
        return Ok(dir);
    }
    let _ = fs::remove_dir(&dir);
    let name = dir.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3) // FNV-1a: one per given directory
    });
    make_scratch(&std::env::temp_dir().join(format!("flowtilla-desktops-{name:016x}")))
}

/// The directory of X servers' sockets, as every system has it that has ever had one.
fn make_screens() -> io::Result<()> {
    let dir = Path::new("/tmp/.X11-unix");
    match fs::create_dir(dir) {
        Ok(()) => fs::set_permissions(dir, fs::Permissions::from_mode(0o1777)),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(e),
    }
}

fn make_scratch(dir: &Path) -> io::Result<PathBuf> {
    fs::DirBuilder::new().recursive(true).mode(0o711).create(dir)?;
    dir.canonicalize()
}

impl Desktop {
    /// How it was ordered.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Programs, shells and files in it.
    #[must_use]
    pub fn inside(&self) -> &Inside {
        &self.inside
    }

    /// Its screen, mouse and keyboard.
    #[must_use]
    pub fn hand(&self) -> &Hand {
        &self.hand
    }

    /// What is copied and pasted on it.
    #[must_use]
    pub fn clipboard(&self) -> &Clipboard {
        &self.clipboard
    }

    /// Whether commands may be run in it.
    #[must_use]
    pub fn has_shell(&self) -> bool {
        self.shell
    }

    /// Where its VNC server listens.
    #[must_use]
    pub fn rfb_socket(&self) -> PathBuf {
        self.dir.join("run").join(RFB_SOCKET)
    }

    /// The directory that goes with it.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Process id of its supervisor; everything else of the desktop is below it.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.id()
    }

    /// Cancelled when it has ended, whoever ended it.
    #[must_use]
    pub fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// Ends it; returns when nothing of it is left (10 s at most).
    pub async fn end(mut self) {
        drop(self.lifeline.take());
        self.ended.cancel();
        crate::driver::see_off(self.supervisor, &self.dir, "The desktop").await;
    }
}
