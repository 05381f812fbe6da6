//! The machine: shared memory, namespaces, fonts, disk, limits, what desktops need.

use std::{
    fs,
    net::{IpAddr, ToSocketAddrs},
    path::{Path, PathBuf},
};

use flowtilla_shared::config::Browser;
use flowtilla_worker::desktop::{self, Bounding};
use nix::sys::{
    resource::{Resource, getrlimit},
    statvfs::statvfs,
};

use super::{Finding, Mark, finding, good};

/// Shared memory below which Chromium's renderers may crash, in bytes.
const ENOUGH_SHM: u64 = 256 << 20;
/// Free bytes below which it soon goes wrong, and below which it is wrong now.
const ENOUGH_DISK: u64 = 5 << 30;
const NO_DISK: u64 = 512 << 20;
/// Files that one worker with a few browsers may have open.
const ENOUGH_FILES: u64 = 4096;
const NO_FILES: u64 = 1024;
/// Processes: each browser has about ten, with threads.
const ENOUGH_PROCESSES: u64 = 2048;

/// What does not need anybody else.
pub fn look(browser: &Browser) -> Vec<Finding> {
    let local = browser.webdriver_url.is_empty();
    let mut findings = Vec::new();
    if local {
        let bytes = statvfs("/dev/shm").map(|stat| stat.blocks() * stat.fragment_size());
        findings.push(shared_memory(bytes.map_err(|error| error.to_string())));
        findings.push(sandbox(&browser.sandbox, refused_namespaces(Path::new("/proc/sys"))));
        findings.push(fonts(&font_files()));
        let found = ("localhost", 0).to_socket_addrs().map(|all| all.map(|address| address.ip()).collect());
        findings.push(localhost(found.map_err(|error| error.to_string())));
    }
    let limit = |resource| getrlimit(resource).map_or(u64::MAX, |(soft, _)| soft);
    findings.push(limits(limit(Resource::RLIMIT_NOFILE), limit(Resource::RLIMIT_NPROC)));
    findings
}

fn shared_memory(bytes: Result<u64, String>) -> Finding {
    let what = "shared memory";
    let advice = "in Docker: --shm-size 1g; in Kubernetes: an emptyDir of medium Memory at /dev/shm";
    match bytes {
        Ok(bytes) if bytes >= ENOUGH_SHM => good(what, format!("/dev/shm has {} MiB", bytes >> 20)),
        Ok(bytes) => finding(what, Mark::Weak, format!("/dev/shm has {} MiB; browsers use /tmp instead", bytes >> 20))
            .advise(advice),
        Err(error) => finding(what, Mark::Weak, format!("/dev/shm: {error}; browsers use /tmp instead")).advise(advice),
    }
}

/// Why ordinary users may have no namespaces of their own, which Chromium's sandbox needs.
fn refused_namespaces(sys: &Path) -> Option<&'static str> {
    let says = |path: &str, no: &str| fs::read_to_string(sys.join(path)).is_ok_and(|text| text.trim() == no);
    if says("user/max_user_namespaces", "0") {
        Some("sysctl user.max_user_namespaces=10000")
    } else if says("kernel/unprivileged_userns_clone", "0") {
        Some("sysctl kernel.unprivileged_userns_clone=1")
    } else if says("kernel/apparmor_restrict_unprivileged_userns", "1") {
        Some("sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile for Chromium")
    } else {
        None
    }
}

fn sandbox(setting: &str, refused: Option<&'static str>) -> Finding {
    let what = "sandbox";
    match (setting, refused) {
        ("off", _) => finding(
            what,
            Mark::Weak,
            "switched off by `browser.sandbox`: a page that breaks out of the browser is the worker",
        )
        .advise("remove the setting; in a container use ops/image/seccomp.json"),
        (_, Some(cure)) => {
            finding(what, Mark::Bad, "the kernel refuses user namespaces, so Chromium's own sandbox cannot start")
                .advise(format!("{cure}; in a container use ops/image/seccomp.json"))
        }
        (_, None) => good(what, "Chromium's own sandbox can be used"),
    }
}

/// ChromeDriver looks for its browser there.
fn localhost(found: Result<Vec<IpAddr>, String>) -> Finding {
    let what = "localhost";
    let advice = "/etc/hosts needs the line `127.0.0.1 localhost`";
    match found {
        Ok(all) if all.iter().any(|address| *address == IpAddr::from([127, 0, 0, 1])) => good(what, "is 127.0.0.1"),
        Ok(all) => finding(what, Mark::Bad, format!("is not 127.0.0.1 but {all:?}")).advise(advice),
        Err(error) => finding(what, Mark::Bad, format!("is not known: {error}")).advise(advice),
    }
}

/// Names of all fonts that are installed, in lower case.
fn font_files() -> Vec<String> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = home.iter().flat_map(|home| [home.join(".fonts"), home.join(".local/share/fonts")]);
    let mut left: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
            .map(PathBuf::from)
            .to_vec();
    left.extend(own);
    let mut names = Vec::new();
    // links that lead back to where they are would never end
    for _ in 0..5_000 {
        let Some(dir) = left.pop() else { break };
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => left.push(entry.path()),
                Ok(_) => names.push(entry.file_name().to_string_lossy().to_lowercase()),
                Err(_) => {}
            }
        }
    }
    names
}

fn fonts(names: &[String]) -> Finding {
    let what = "fonts";
    let is_font = |name: &&String| [".ttf", ".otf", ".ttc", ".pfb"].iter().any(|end| name.ends_with(end));
    let count = names.iter().filter(is_font).count();
    let advice = "apt install fonts-liberation fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji";
    if count == 0 {
        return finding(what, Mark::Bad, "none: pages show boxes instead of letters").advise(advice);
    }
    let any = |words: &[&str]| names.iter().any(|name| words.iter().any(|word| name.contains(word)));
    let lacks: Vec<&str> =
        [("emoji", any(&["emoji"])), ("Chinese, Japanese and Korean", any(&["cjk", "wqy", "ipa", "unfonts"]))]
            .into_iter()
            .filter_map(|(which, there)| (!there).then_some(which))
            .collect();
    if lacks.is_empty() {
        return good(what, format!("{count} files, emoji and East Asian ones too"));
    }
    finding(
        what,
        Mark::Weak,
        format!("{count} files, none for {}: screenshots have boxes there", lacks.join(" and for ")),
    )
    .advise(advice)
}

/// Whether artifacts have room, and the temporary files of browsers.
pub fn disk(storage: &Path) -> Vec<Finding> {
    let tmp = std::env::temp_dir();
    [("disk: artifacts", nearest(storage)), ("disk: temporary", tmp)]
        .into_iter()
        .map(|(what, dir)| match statvfs(&dir) {
            Ok(stat) => room(what, &dir, stat.blocks_available() * stat.fragment_size(), stat.files_available()),
            Err(error) => finding(what, Mark::Bad, format!("{}: {error}", dir.display())),
        })
        .collect()
}

/// The directory, or the nearest one above it that is there.
fn nearest(dir: &Path) -> PathBuf {
    dir.ancestors().find(|dir| dir.is_dir()).unwrap_or(Path::new("/")).to_owned()
}

fn room(what: &'static str, dir: &Path, bytes: u64, files: u64) -> Finding {
    let told = format!("{} MiB free in {}", bytes >> 20, dir.display());
    let mark = if bytes < NO_DISK || files == 0 {
        Mark::Bad
    } else if bytes < ENOUGH_DISK {
        Mark::Weak
    } else {
        return good(what, told);
    };
    let told = if files == 0 { format!("{told}, but no file can be made: its inodes are used up") } else { told };
    finding(what, mark, told).advise("make room, or keep less: `flowtilla retention --dry-run`, `retention.artifacts`")
}

fn limits(files: u64, processes: u64) -> Finding {
    let what = "limits";
    let told = |n: u64| if n >= 1 << 40 { "any number of".to_owned() } else { n.to_string() };
    let detail = format!("{} open files, {} processes", told(files), told(processes));
    let mark = if files < NO_FILES {
        Mark::Bad
    } else if files < ENOUGH_FILES || processes < ENOUGH_PROCESSES {
        Mark::Weak
    } else {
        return good(what, detail);
    };
    finding(what, mark, detail).advise(format!(
        "ulimit -n {ENOUGH_FILES} -u {ENOUGH_PROCESSES}; with systemd LimitNOFILE= and TasksMax=, in Docker --ulimit nofile={ENOUGH_FILES}"
    ))
}

/// What agent sessions need.
pub async fn desktops() -> Finding {
    let what = "desktops";
    let probed = desktop::probe(nix::unistd::Uid::effective().is_root(), desktop::Wanted::Best).await;
    if !probed.usable() {
        let missing = probed.missing.join("; ");
        let advice = if missing.contains("mount proc") {
            "parts of /proc are covered: security_opt systempaths=unconfined in a compose file, hostUsers: false and procMount: Unmasked in \
             Kubernetes, no ProtectKernelTunables= with systemd"
        } else {
            "ops/install-deps --desktop installs what they need"
        };
        return finding(what, Mark::Weak, missing).advise(advice);
    }
    let bounds = match probed.bounds {
        Bounding::CgroupV2 => "control groups (v2)",
        Bounding::CgroupV1 => "control groups (v1)",
        Bounding::Rlimit => "resource limits only: memory is not bounded as a whole",
    };
    let users = if probed.own_uid { "a user of its own each" } else { "the worker's own user" };
    if probed.level == desktop::Level::Landlock {
        let detail = format!("Landlock, because bubblewrap cannot make a sandbox here; {users}; {bounds}");
        return finding(what, Mark::Weak, detail).advise(
            "allow unprivileged user namespaces (in Docker: a seccomp profile that lets bubblewrap make them)",
        );
    }
    good(what, format!("bubblewrap, {users}; {bounds}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn little_shared_memory_is_weak() {
        assert_eq!(shared_memory(Ok(64 << 20)).mark, Mark::Weak);
        assert_eq!(shared_memory(Err("ENOENT".into())).mark, Mark::Weak);
        assert_eq!(shared_memory(Ok(1 << 30)).mark, Mark::Good);
    }

    #[test]
    fn a_kernel_that_refuses_namespaces_is_told_with_its_cure() {
        let sys = tempfile::tempdir().unwrap();
        assert_eq!(refused_namespaces(sys.path()), None);
        fs::create_dir(sys.path().join("kernel")).unwrap();
        fs::write(sys.path().join("kernel/unprivileged_userns_clone"), "0\n").unwrap();
        let refused = refused_namespaces(sys.path());
        assert_eq!(refused, Some("sysctl kernel.unprivileged_userns_clone=1"));
        let told = sandbox("auto", refused);
        assert_eq!(told.mark, Mark::Bad);
        assert!(told.advice.unwrap().contains("seccomp.json"));
        assert_eq!(sandbox("off", None).mark, Mark::Weak);
        assert_eq!(sandbox("auto", None).mark, Mark::Good);
    }

    #[test]
    fn missing_fonts_are_named() {
        let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(fonts(&names(&["fonts.conf"])).mark, Mark::Bad);
        let some = fonts(&names(&["dejavusans.ttf", "notocoloremoji.ttf"]));
        assert_eq!(some.mark, Mark::Weak);
        assert!(some.detail.contains("none for Chinese") && !some.detail.contains("emoji"), "{}", some.detail);
        assert_eq!(fonts(&names(&["notosanscjk.ttc", "notocoloremoji.ttf"])).mark, Mark::Good);
    }

    #[test]
    fn a_machine_that_does_not_know_localhost_is_bad() {
        assert_eq!(localhost(Ok(vec![IpAddr::from([127, 0, 0, 1])])).mark, Mark::Good);
        assert_eq!(localhost(Ok(vec![IpAddr::from([10, 0, 0, 1])])).mark, Mark::Bad);
        let unknown = localhost(Err("Name or service not known".into()));
        assert_eq!(unknown.mark, Mark::Bad);
        assert!(unknown.advice.unwrap().contains("/etc/hosts"));
    }

    #[test]
    fn a_full_disk_and_low_limits_are_bad() {
        let dir = Path::new("/x");
        assert_eq!(room("d", dir, 100 << 20, 1000).mark, Mark::Bad);
        let inodes = room("d", dir, 100 << 30, 0);
        assert_eq!(inodes.mark, Mark::Bad);
        assert!(inodes.detail.contains("inodes"), "{}", inodes.detail);
        assert_eq!(room("d", dir, 1 << 30, 1000).mark, Mark::Weak);
        assert_eq!(room("d", dir, 100 << 30, 1000).mark, Mark::Good);
        assert_eq!(limits(256, u64::MAX).mark, Mark::Bad);
        assert_eq!(limits(65_536, 100).mark, Mark::Weak);
        assert_eq!(limits(65_536, u64::MAX).mark, Mark::Good);
        assert_eq!(nearest(Path::new("/nowhere/at/all")), Path::new("/"));
    }
}
