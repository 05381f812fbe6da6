//! What this machine lets a desktop be shut into, found out once at start.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::process::Command;

use super::bounds::{self, Bounding};

/// Longest wait for the probe.
const PROBED_WITHIN: Duration = Duration::from_secs(10);

/// How a desktop is kept apart from the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Namespaces for users, processes, mounts and the network, by bubblewrap.
    Bwrap,
    /// Nothing: no desktop is started here.
    None,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Probed {
    pub level: Level,
    /// How memory, processes and processor time are bounded.
    pub bounds: Bounding,
    /// Every session has a user of its own (needs root).
    pub own_uid: bool,
    /// Programs that are missing, and what stands in the way of the sandbox.
    pub missing: Vec<String>,
}

impl Probed {
    /// Whether a desktop can be started.
    #[must_use]
    pub fn usable(&self) -> bool {
        self.level == Level::Bwrap && self.missing.is_empty()
    }
}

/// The first of these programs that is in one of the usual directories.
pub(super) fn program(names: &[&str]) -> Option<PathBuf> {
    let dirs = ["/usr/local/bin", "/usr/bin", "/bin"];
    names.iter().flat_map(|name| dirs.map(|dir| PathBuf::from(dir).join(name))).find(|path| path.is_file())
}

/// Looks around on this machine.
pub async fn probe(own_uid: bool) -> Probed {
    let needed: [(&str, &[&str]); 4] = [
        ("tigervnc-standalone-server", &["Xtigervnc", "Xvnc"]),
        ("openbox", &["openbox"]),
        ("x11-xkb-utils", &["xkbcomp"]),
        ("bubblewrap", &["bwrap"]),
    ];
    let mut missing: Vec<String> = needed
        .iter()
        .filter(|(_, names)| program(names).is_none())
        .map(|(package, names)| format!("{} is not installed (Debian: {package})", names[0]))
        .collect();
    let level = match works(own_uid).await {
        Ok(()) => Level::Bwrap,
        Err(why) => {
            if program(&["bwrap"]).is_some() {
                missing.push(format!("bubblewrap cannot make a sandbox here: {why}"));
            }
            Level::None
        }
    };
    Probed { level, bounds: bounds::probe(), own_uid, missing }
}

/// Makes a sandbox of the kind that desktops get, and runs nothing in it; as another user when we are root.
async fn works(as_other: bool) -> Result<(), String> {
    let bwrap = program(&["bwrap"]).ok_or("it is not installed")?;
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
        Ok(Ok(output)) => Err(String::from_utf8_lossy(&output.stderr).trim().chars().take(300).collect()),
        Ok(Err(e)) => Err(e.to_string()),
        Err(_) => Err("no answer within 10 s".to_owned()),
    }
}
