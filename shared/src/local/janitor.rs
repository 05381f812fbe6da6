//! Removes what a killed process leaves on the disk.

use std::{
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Waits for the end of our pipe, that is for our end, then for the end of the servers (a minute at most).
const SCRIPT: &str = r#"
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
cat >/dev/null
servers=$1; shift; n=0
for pid in $servers; do
  while alive "$pid" && [ "$n" -lt 600 ]; do sleep 0.1; n=$((n + 1)); done
done
rm -rf -- "$@"
"#;

/// A small process that removes directories as soon as this process is gone, however it went.
#[derive(Debug)]
pub struct Janitor {
    process: Child,
}

impl Janitor {
    /// Watches over `dirs`, which are in use by the processes `pids` until those have ended.
    ///
    /// # Errors
    /// When no shell can be started.
    pub fn watch(dirs: &[&Path], pids: &[i32]) -> io::Result<Self> {
        let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
        let process = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "flowtilla-janitor", &pids.join(" ")])
            .args(dirs)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok(Self { process })
    }

    /// Lets it remove the directories now, and waits until they are gone. The servers must have been stopped before.
    pub fn finish(mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
