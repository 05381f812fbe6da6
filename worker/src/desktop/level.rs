//! What this machine lets a desktop be shut into, found out once at start.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::process::Command;

use super::{
    bounds::{self, Bounding},
    fence, passing,
};

/// Longest wait for the probe.
const PROBED_WITHIN: Duration = Duration::from_secs(10);

/// How a desktop is kept apart from the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Namespaces for users, processes, mounts and the network, by bubblewrap.
    Bwrap,
    /// Files, TCP and signals by Landlock, with a user of its own where we are root; for machines that refuse namespaces. The rest
    /// of the machine is not hidden, datagrams are not held back, and Chromium goes without its own sandbox.
    Landlock,
    /// Nothing. Where somebody has asked for it, desktops without a shell and without an editor; else none.
    None,
}

impl Level {
    /// Whether commands may be run and files edited in a desktop of this level.
    #[must_use]
    pub fn has_shell(self) -> bool {
        self != Self::None
    }

    /// Whether what runs inside sees a machine of its own.
    #[must_use]
    pub fn has_own_machine(self) -> bool {
        self == Self::Bwrap
    }
}

/// The level that somebody wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// The best that this machine has, but never [`Level::None`].
    #[default]
    Best,
    Only(Level),
}

impl Wanted {
    /// `auto`, or the name of a level.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Best),
            "bwrap" => Some(Self::Only(Level::Bwrap)),
            "landlock" => Some(Self::Only(Level::Landlock)),
            "none" => Some(Self::Only(Level::None)),
            _ => None,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Probed {
    pub level: Level,
    /// How memory, processes and processor time are bounded.
    pub bounds: Bounding,
    /// Every session has a user of its own (needs root).
    pub own_uid: bool,
    /// Agents can have tools for the browser.
    pub browser: bool,
    /// Desktops are started even when nothing shuts them in.
    #[serde(skip)]
    pub risk_taken: bool,
    /// Programs that are missing, and what stands in the way of the sandbox.
    pub missing: Vec<String>,
}

impl Probed {
    /// Whether a desktop can be started.
    #[must_use]
    pub fn usable(&self) -> bool {
        (self.level != Level::None || self.risk_taken) && self.missing.is_empty()
    }
}

/// The first of these programs that is in one of the usual directories.
pub(super) fn program(names: &[&str]) -> Option<PathBuf> {
    let dirs = ["/usr/local/bin", "/usr/bin", "/bin"];
    names.iter().flat_map(|name| dirs.map(|dir| PathBuf::from(dir).join(name))).find(|path| path.is_file())
}

/// Looks around on this machine.
pub async fn probe(own_uid: bool, wanted: Wanted) -> Probed {
    let needed: [(&str, &[&str]); 3] = [
        ("tigervnc-standalone-server", &["Xtigervnc", "Xvnc"]),
        ("openbox", &["openbox"]),
        ("x11-xkb-utils", &["xkbcomp"]),
    ];
    let mut missing: Vec<String> = needed
        .iter()
        .filter(|(_, names)| program(names).is_none())
        .map(|(package, names)| format!("{} is not installed (Debian: {package})", names[0]))
        .collect();
    let mut level = Level::None;
    let mut whys = Vec::new();
    if matches!(wanted, Wanted::Best | Wanted::Only(Level::Bwrap)) {
        match works(own_uid).await {
            Ok(()) => level = Level::Bwrap,
            Err(why) => whys.push(why),
        }
    }
    if level == Level::None && matches!(wanted, Wanted::Best | Wanted::Only(Level::Landlock)) {
        match fence::probe() {
            Ok(()) => level = Level::Landlock,
            Err(why) => whys.push(why),
        }
    }
    let risk_taken = wanted == Wanted::Only(Level::None);
    if level == Level::None && !risk_taken {
        missing.extend(whys);
    }
    // where the machine's loopback is shared, anybody on it could drive the browser
    let browser = level.has_own_machine() && driver().is_some();
    Probed { level, bounds: bounds::probe(), own_uid, browser, risk_taken, missing }
}

/// The WebDriver program of Chromium, where a desktop can reach it.
fn driver() -> Option<PathBuf> {
    let elsewhere = passing::DRIVERS.iter().map(PathBuf::from).find(|path| path.is_absolute() && path.is_file());
    program(&["chromedriver"]).or(elsewhere)
}

/// Makes a sandbox of the kind that desktops get, and runs nothing in it; as another user when we are root.
async fn works(as_other: bool) -> Result<(), String> {
    let bwrap = program(&["bwrap"]).ok_or("bwrap is not installed (Debian: bubblewrap)")?;
    let cannot = |why: &str| format!("bubblewrap cannot make a sandbox here: {why}");
    let mut command = Command::new(bwrap);
    command
        .args([
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-net",
            "--die-with-parent",
        ])
        .args(["--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"])
        .args(["--symlink", "usr/bin", "/bin", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "/bin/true"])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if as_other {
        command.uid(super::launch::random_uid()).gid(super::launch::random_uid());
    }
    match tokio::time::timeout(PROBED_WITHIN, command.output()).await {
        Ok(Ok(output)) if output.status.success() => Ok(()),
        Ok(Ok(output)) => {
            let said: String = String::from_utf8_lossy(&output.stderr).trim().chars().take(300).collect();
            Err(cannot(&said))
        }
        Ok(Err(e)) => Err(cannot(&e.to_string())),
        Err(_) => Err(cannot("no answer within 10 s")),
    }
}
