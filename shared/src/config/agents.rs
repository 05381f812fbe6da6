//! Agent sessions and their desktops.

use serde::{Deserialize, Serialize};

/// See the module. How many desktops a worker has is `worker.desktops`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Agents {
    /// How desktops are kept apart from the machine: `auto` (`bwrap`, else `landlock`), `bwrap`, `landlock`, or `none` (nothing
    /// shuts them in, so they have no shell and no editor).
    pub sandbox: String,
    /// Hosts that desktops may reach when the session names none: `example.org`, `*.example.org`, `host:port`, `*`.
    pub allowed_hosts: Vec<String>,
    /// Hosts with loopback, private or otherwise local addresses that desktops may reach; `*`: all. In `dev` all of them,
    /// when this is empty.
    pub private_hosts: Vec<String>,
    /// Memory of one desktop with all its programs, in MiB.
    pub memory_mib: u64,
    /// Size of a home in MiB.
    pub home_mib: u64,
    /// Largest file that is taken into a desktop, or kept of it, in bytes.
    pub max_file_bytes: u64,
    /// Files of one session that are kept, in bytes.
    pub max_files_bytes: u64,
    /// Desktops on which nothing happens for this many seconds make room when another session waits for one.
    pub make_room_seconds: u64,
}

impl Default for Agents {
    fn default() -> Self {
        Self {
            sandbox: "auto".into(),
            allowed_hosts: vec!["*".into()],
            private_hosts: Vec::new(),
            memory_mib: 2048,
            home_mib: 512,
            max_file_bytes: 16 * 1024 * 1024,
            max_files_bytes: 128 * 1024 * 1024,
            make_room_seconds: 60,
        }
    }
}
