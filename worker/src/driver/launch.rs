//! Starts one local browser: finds the programs, prepares its directory, and runs `chromedriver` below a supervisor.

use std::{
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
    },
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use flowtilla_shared::{
    config,
    domain::flow::{BrowserName, Engine},
};
use nix::unistd::{Uid, User, getpid};
use serde_json::{Map, Value};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdin, Command},
};

use super::capabilities;
use crate::supervise;

const SHELL_PLACES: &[&str] = &[
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/bin/chromium-headless-shell",
    "/usr/lib64/chromium-browser/headless_shell",
    "/usr/bin/chrome-headless-shell",
];
const FULL_PLACES: &[&str] = &[
    // The real one; /usr/bin/chromium is a wrapper script on Debian.
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
];
const DRIVER_PLACES: &[&str] = &[
    "/usr/bin/chromedriver",
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
    "/usr/local/bin/chromedriver",
];

const FIREFOX_PLACES: &[&str] = &[
    // The real ones; /usr/bin/firefox-esr is a wrapper script on Debian.
    "/usr/lib/firefox-esr/firefox-esr",
    "/usr/lib/firefox/firefox",
    "/usr/lib64/firefox/firefox",
    "/opt/firefox/firefox",
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
];
const GECKODRIVER_PLACES: &[&str] = &["/usr/local/bin/geckodriver", "/usr/bin/geckodriver", "/opt/firefox/geckodriver"];

/// Chromium puts a unix socket some 60 bytes below the scratch directory, and its path may have 107.
const LONGEST_SCRATCH: usize = 46;

/// Which of the two Chromium programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Shell,
    Full,
}

/// The user that browsers run as when we are root.
#[derive(Clone, Copy, Debug)]
struct Account {
    uid: u32,
    gid: u32,
}

/// Everything needed to start browsers on this machine.
#[derive(Debug)]
pub struct Launcher {
    settings: config::Browser,
    supervisor: PathBuf,
    /// Holds one directory per browser.
    pub scratch: PathBuf,
    account: Option<Account>,
    shell: Option<PathBuf>,
    full: Option<PathBuf>,
    firefox: Option<PathBuf>,
    geckodriver: Option<PathBuf>,
}

/// A WebDriver program, and how it is started.
struct Program<'a> {
    path: &'a Path,
    args: &'a [&'a str],
    /// What stands before its port in what it says.
    port_after: &'a str,
}

/// A started `chromedriver`.
pub struct Launched {
    pub dir: PathBuf,
    pub driver_url: String,
    pub supervisor: Child,
    /// The supervisor ends everything when this is closed.
    pub lifeline: ChildStdin,
}

impl Launcher {
    /// Looks around on this machine and clears what an earlier worker left in `scratch`.
    ///
    /// # Errors
    /// When no directory can be made that browsers may use.
    pub fn new(settings: config::Browser, supervisor: PathBuf, scratch: &Path) -> anyhow::Result<Self> {
        let account = if Uid::effective().is_root() && settings.sandbox != "off" { unprivileged()? } else { None };
        let found = |given: &str, places: &[&str]| {
            if given.is_empty() {
                places.iter().map(PathBuf::from).find(|p| p.is_file())
            } else {
                Some(PathBuf::from(given))
            }
        };
        let scratch = usable_scratch(scratch, account.is_some())?;
        let swept = supervise::sweep(&scratch);
        if swept > 0 {
            tracing::info!(swept, "Cleared {swept} browser directories that an earlier worker left");
        }
        Ok(Self {
            shell: found(&settings.headless_shell, SHELL_PLACES),
            full: found(&settings.chromium, FULL_PLACES),
            firefox: found(&settings.firefox, FIREFOX_PLACES),
            geckodriver: found(&settings.geckodriver, GECKODRIVER_PLACES),
            settings,
            supervisor,
            scratch,
            account,
        })
    }

    /// Which program a flow gets.
    ///
    /// # Errors
    /// A sentence when what it asks for is not installed.
    pub fn kind(&self, wanted: Engine) -> Result<Kind, String> {
        let wanted = match (wanted, self.settings.engine.as_str()) {
            (Engine::Auto, "full") => Engine::Full,
            (Engine::Auto, "shell") => Engine::Shell,
            (wanted, _) => wanted,
        };
        if self.settings.headed {
            return match (wanted, &self.full) {
                (Engine::Auto | Engine::Full, Some(_)) => Ok(Kind::Full),
                (Engine::Shell, _) => Err("The headless shell has no windows; `headed` needs `engine: full`.".into()),
                (_, None) => Err(NO_FULL.into()),
            };
        }
        match (wanted, &self.shell, &self.full) {
            (Engine::Shell | Engine::Auto, Some(_), _) => Ok(Kind::Shell),
            (Engine::Full | Engine::Auto, _, Some(_)) => Ok(Kind::Full),
            (Engine::Shell, None, _) => {
                Err("The headless shell is not installed here (Debian: chromium-headless-shell); install it, set \
                 `browser.headless_shell`, or use `engine: full`."
                    .into())
            }
            (Engine::Full | Engine::Auto, _, None) => Err(NO_FULL.into()),
        }
    }

    /// The capabilities of a session with one of the programs.
    pub fn capabilities(&self, kind: Kind) -> Map<String, Value> {
        let mut args: Vec<&str> = capabilities::QUIET.to_vec();
        if kind == Kind::Full && !self.settings.headed {
            args.push("--headless=new");
        }
        if self.settings.sandbox == "off" {
            args.push("--no-sandbox");
        }
        let binary = match kind {
            Kind::Shell => &self.shell,
            Kind::Full => &self.full,
        };
        capabilities::chromium(&args, binary.as_deref())
    }

    /// Starts `chromedriver` below a supervisor of its own, in a directory of its own.
    ///
    /// # Errors
    /// When it does not say its port before `deadline`.
    pub async fn launch(&self, deadline: Instant) -> anyhow::Result<Launched> {
        let driver = if self.settings.chromedriver.is_empty() {
            DRIVER_PLACES.iter().map(PathBuf::from).find(|p| p.is_file()).context(
                "chromedriver is not installed here (Debian: chromium-driver); install it or set `browser.chromedriver`",
            )?
        } else {
            PathBuf::from(&self.settings.chromedriver)
        };
        let program =
            Program { path: &driver, args: &["--port=0", "--log-level=SEVERE"], port_after: "successfully on port " };
        self.launch_program(&program, deadline).await
    }

    /// Starts `geckodriver` below a supervisor of its own, in a directory of its own.
    ///
    /// # Errors
    /// When it is not installed, or does not say its port before `deadline`.
    pub async fn launch_firefox(&self, deadline: Instant) -> anyhow::Result<Launched> {
        let driver = self.geckodriver.as_deref().context(NO_GECKODRIVER)?;
        let program =
            Program { path: driver, args: &["--port=0", "--websocket-port=0"], port_after: "Listening on 127.0.0.1:" };
        self.launch_program(&program, deadline).await
    }

    /// Whether Chromium can be started here.
    pub fn has_chromium(&self) -> bool {
        self.shell.is_some() || self.full.is_some()
    }

    /// Whether Firefox can be started here.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn has_firefox(&self) -> Result<(), String> {
        match (&self.firefox, &self.geckodriver) {
            (Some(_), Some(_)) => Ok(()),
            (None, _) => Err(NO_FIREFOX.into()),
            (_, None) => Err(NO_GECKODRIVER.into()),
        }
    }

    /// The capabilities of a session with Firefox, its profile below `dir`.
    ///
    /// # Errors
    /// When it is not installed.
    pub fn firefox_capabilities(&self, dir: &Path) -> anyhow::Result<Map<String, Value>> {
        let binary = self.firefox.as_deref().context(NO_FIREFOX)?;
        Ok(capabilities::firefox(self.settings.headed, Some(binary), Some(&dir.join(TEMPORARY))))
    }

    async fn launch_program(&self, program: &Program<'_>, deadline: Instant) -> anyhow::Result<Launched> {
        let dir = self.scratch.join(format!("{:08x}", rand::random::<u32>()));
        let result = self.launch_in(&dir, program, deadline).await;
        if result.is_err() {
            let left = dir.clone();
            let _ = tokio::task::spawn_blocking(move || supervise::clear(&left)).await;
        }
        result
    }

    /// Makes us an owner of `dir` before it exists; the scratch directory may have gone with its last browser.
    fn claim(&self, dir: &Path) -> io::Result<()> {
        let mut result = Ok(());
        for _ in 0..3 {
            make_scratch(&self.scratch, self.account.is_some())?;
            result = supervise::note_owner(dir, getpid());
            if result.as_ref().err().is_none_or(|e| e.kind() != io::ErrorKind::NotFound) {
                break;
            }
        }
        result
    }

    async fn launch_in(&self, dir: &Path, program: &Program<'_>, deadline: Instant) -> anyhow::Result<Launched> {
        self.claim(dir).with_context(|| format!("cannot write in {}", self.scratch.display()))?;
        let temporary = dir.join(TEMPORARY);
        for made in [dir, &temporary] {
            fs::create_dir(made)?;
            fs::set_permissions(made, fs::Permissions::from_mode(0o700))?;
            if let Some(Account { uid, gid }) = self.account {
                chown(made, Some(uid), Some(gid))?;
            }
        }
        let mut command = Command::new(&self.supervisor);
        command.arg("supervise").arg("--dir").arg(dir);
        if let Some(Account { uid, gid }) = self.account {
            command.args(["--uid", &uid.to_string(), "--gid", &gid.to_string()]);
        }
        command.arg("--").arg(program.path).args(program.args);
        // Little of our environment, and none of our secrets, reaches the browser.
        command.env_clear();
        for name in ["PATH", "TZ", "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env(name, dir);
        }
        // The same on every machine; without a locale Chromium cannot upload a file whose name is not ASCII.
        command.env("LC_ALL", "C.UTF-8").env("LANG", "C.UTF-8");
        command.env("TMPDIR", &temporary).current_dir(dir);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut supervisor =
            command.spawn().with_context(|| format!("cannot start the supervisor {}", self.supervisor.display()))?;
        let (Some(lifeline), Some(output)) = (supervisor.stdin.take(), supervisor.stdout.take()) else {
            bail!("the supervisor has no pipes");
        };
        let mut lines = BufReader::new(output).lines();
        let port = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(port) = line.split(program.port_after).nth(1) {
                    return anyhow::Ok(port.trim().trim_end_matches('.').parse::<u16>()?);
                }
            }
            bail!("{} ended before it said its port", program.path.display())
        };
        let port = tokio::time::timeout_at(deadline.into(), port)
            .await
            .with_context(|| format!("{} did not start in time", program.path.display()))??;
        // Later words of it must not block it, nor end it by a broken pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Launched { dir: dir.to_owned(), driver_url: format!("http://127.0.0.1:{port}/"), supervisor, lifeline })
    }
}

/// Whether executions can have this browser with these settings: installed here, or offered by the endpoint.
///
/// # Errors
/// A sentence that says what is missing.
pub fn installed(settings: &config::Browser, wanted: BrowserName) -> Result<(), String> {
    if !settings.webdriver_url.is_empty() {
        let offered = settings.webdriver_browsers.split(',').any(|word| word.trim() == wanted.as_str());
        return if offered || wanted == BrowserName::Any { Ok(()) } else { Err(not_offered(settings, wanted)) };
    }
    let has = |given: &str, places: &[&str]| match given {
        "" => places.iter().any(|p| Path::new(p).is_file()),
        given => Path::new(given).is_file(),
    };
    let chromium = || match has(&settings.headless_shell, SHELL_PLACES) || has(&settings.chromium, FULL_PLACES) {
        true => Ok(()),
        false => Err(NO_FULL.to_owned()),
    };
    let firefox = || match (has(&settings.firefox, FIREFOX_PLACES), has(&settings.geckodriver, GECKODRIVER_PLACES)) {
        (true, true) => Ok(()),
        (false, _) => Err(NO_FIREFOX.to_owned()),
        (_, false) => Err(NO_GECKODRIVER.to_owned()),
    };
    match wanted {
        BrowserName::Chromium => chromium(),
        BrowserName::Firefox => firefox(),
        BrowserName::Any => chromium().or_else(|_| firefox()),
    }
}

/// That the endpoint has no such browser.
pub fn not_offered(settings: &config::Browser, wanted: BrowserName) -> String {
    let (wanted, offered) = (wanted.as_str(), &settings.webdriver_browsers);
    format!(
        "The WebDriver endpoint offers {offered}, not {wanted}; where it does, name it in `browser.webdriver_browsers`."
    )
}

/// The temporary directory inside a browser's directory.
pub const TEMPORARY: &str = "t";
const NO_FULL: &str = "Full Chromium is not installed here (Debian: chromium); install it or set `browser.chromium`.";

const NO_FIREFOX: &str = "Firefox is not installed here (Debian: firefox-esr); install it or set `browser.firefox`.";
const NO_GECKODRIVER: &str = "geckodriver is not installed here (`ops/install-deps --firefox` builds it); install it or set `browser.geckodriver`.";

fn unprivileged() -> anyhow::Result<Option<Account>> {
    for name in ["flowtilla", "nobody"] {
        if let Some(user) = User::from_name(name)?.filter(|u| !u.uid.is_root()) {
            return Ok(Some(Account { uid: user.uid.as_raw(), gid: user.gid.as_raw() }));
        }
    }
    bail!(
        "browsers do not run as root, and there is neither a user `flowtilla` nor `nobody`: make one, or set `browser.sandbox` to `off`"
    )
}

/// The directory for browsers' directories: the one given, or one below the system's temporary directory when another user
/// could not get into the one given, or when its path is too long for Chromium's sockets.
fn usable_scratch(given: &Path, for_another_user: bool) -> anyhow::Result<PathBuf> {
    let dir = make_scratch(given, for_another_user)
        .with_context(|| format!("cannot use {} for browsers", given.display()))?;
    let open_to_all = dir.ancestors().all(|d| fs::metadata(d).is_ok_and(|m| m.mode() & 0o001 != 0));
    if dir.as_os_str().len() <= LONGEST_SCRATCH && (open_to_all || !for_another_user) {
        return Ok(dir);
    }
    // It stays: another worker that starts at the same moment may just have made it and look at it.
    // One per given directory, so that a sweep finds what belonged to it.
    let name = dir.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3) // FNV-1a
    });
    let elsewhere = std::env::temp_dir().join(format!("flowtilla-{name:016x}"));
    make_scratch(&elsewhere, for_another_user)
        .with_context(|| format!("cannot use {} for browsers", elsewhere.display()))
}

/// Makes the directory if it is missing; one that is there keeps its permissions.
fn make_scratch(dir: &Path, for_another_user: bool) -> io::Result<PathBuf> {
    fs::DirBuilder::new().recursive(true).mode(if for_another_user { 0o711 } else { 0o700 }).create(dir)?;
    dir.canonicalize()
}

/// How long a browser may take to start.
pub const START: Duration = Duration::from_secs(30);

/// After a supervisor's lifeline was cut: waits for its end (7 s at most), and sees to it that all of the browser is gone.
pub(crate) async fn see_off(mut supervisor: tokio::process::Child, dir: &Path, name: &str) {
    if tokio::time::timeout(Duration::from_secs(7), supervisor.wait()).await.is_err() {
        tracing::error!("{name}'s supervisor did not end; it is killed");
        let _ = supervisor.kill().await;
    }
    // The supervisor has cleared everything, unless somebody killed it.
    let dir = dir.to_owned();
    let _ = tokio::task::spawn_blocking(move || supervise::clear(&dir)).await;
}
