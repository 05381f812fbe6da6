//! Limits on memory, processes and processor time: control groups where this machine lets us make them, else resource limits.
//!
//! The groups of a desktop are listed in a file beside its directory, so that whoever clears the directory removes them too.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;

/// What one desktop may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Memory of all its processes together, in MiB; its files count, because they are kept in memory.
    pub memory_mib: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Per cent of one processor; 0: no bound.
    pub cpu_percent: u32,
    /// Size of its home in MiB.
    pub home_mib: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { memory_mib: 2048, processes: 800, cpu_percent: 0, home_mib: 512 }
    }
}

/// What enforces them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounding {
    CgroupV2,
    CgroupV1,
    /// Processes per user and size of a file; memory is bounded only by the sizes of its file systems.
    Rlimit,
}

const ROOT: &str = "/sys/fs/cgroup";
const FAMILY: &str = "flowtilla";

/// Finds out what can be had, by making a group and removing it again.
pub fn probe() -> Bounding {
    let name = format!("probe-{:08x}", rand::random::<u32>());
    for kind in [Bounding::CgroupV2, Bounding::CgroupV1] {
        let bounds = Bounds::default();
        let works = make(kind, &name, &bounds).is_ok();
        for dir in groups(kind, &name) {
            let _ = fs::remove_dir(dir);
        }
        if works {
            return kind;
        }
    }
    Bounding::Rlimit
}

/// What is written into the files of a group.
type Settings = fn(&Bounds) -> Vec<(&'static str, String)>;

/// Directories of the groups of one desktop, with what is written into each.
fn places(kind: Bounding, name: &str) -> Vec<(PathBuf, Settings)> {
    let root = Path::new(ROOT);
    match kind {
        Bounding::CgroupV2 => vec![(root.join(FAMILY).join(name), |b| {
            let quota =
                if b.cpu_percent == 0 { "max 100000".into() } else { format!("{} 100000", b.cpu_percent * 1000) };
            vec![
                ("memory.max", (b.memory_mib << 20).to_string()),
                ("pids.max", b.processes.to_string()),
                ("cpu.max", quota),
            ]
        })],
        Bounding::CgroupV1 => vec![
            (root.join("memory").join(FAMILY).join(name), |b| {
                vec![("memory.limit_in_bytes", (b.memory_mib << 20).to_string())]
            }),
            (root.join("pids").join(FAMILY).join(name), |b| vec![("pids.max", b.processes.to_string())]),
            (root.join("cpu").join(FAMILY).join(name), |b| {
                let quota = if b.cpu_percent == 0 { "-1".into() } else { (b.cpu_percent * 1000).to_string() };
                vec![("cpu.cfs_period_us", "100000".into()), ("cpu.cfs_quota_us", quota)]
            }),
        ],
        Bounding::Rlimit => Vec::new(),
    }
}

/// The groups of one desktop: directories into whose `cgroup.procs` its first process goes.
pub fn groups(kind: Bounding, name: &str) -> Vec<PathBuf> {
    places(kind, name).into_iter().map(|(dir, _)| dir).collect()
}

/// Makes the groups of one desktop.
///
/// # Errors
/// When one cannot be made or written to.
pub fn make(kind: Bounding, name: &str, bounds: &Bounds) -> io::Result<()> {
    for (dir, settings) in places(kind, name) {
        if kind == Bounding::CgroupV2 {
            prepare_v2()?;
        }
        fs::create_dir_all(&dir)?;
        for (file, value) in settings(bounds) {
            fs::write(dir.join(file), value)?;
        }
    }
    Ok(())
}

fn prepare_v2() -> io::Result<()> {
    let family = Path::new(ROOT).join(FAMILY);
    // without this file it is not the second version, and nothing must be made there
    if !Path::new(ROOT).join("cgroup.controllers").is_file() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    fs::create_dir_all(&family)?;
    fs::write(family.join("cgroup.subtree_control"), "+memory +pids +cpu")
}
