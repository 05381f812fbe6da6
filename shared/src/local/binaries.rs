//! Where the installed servers are.

use std::path::{Path, PathBuf};

use super::Error;

/// The directory with `initdb` and `postgres`: of the wanted major version, else the newest.
pub fn postgres_bin(major: Option<&str>) -> Option<PathBuf> {
    let mut dirs: Vec<(u32, PathBuf)> = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"]
        .iter()
        .flat_map(|base| std::fs::read_dir(base).into_iter().flatten().flatten())
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().replace("postgresql@", "");
            Some((name.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, dir)| has_postgres(dir))
        .collect();
    dirs.sort();
    let on_path = || path_dirs().into_iter().find(|dir| has_postgres(dir));
    match major {
        Some(major) => {
            let exact = dirs.into_iter().find(|(version, _)| version.to_string() == major).map(|(_, dir)| dir);
            exact.or_else(|| on_path().filter(|dir| version_of(dir).as_deref() == Some(major)))
        }
        None => on_path().or_else(|| dirs.pop().map(|(_, dir)| dir)),
    }
}

fn has_postgres(dir: &Path) -> bool {
    dir.join("postgres").is_file() && dir.join("initdb").is_file()
}

/// The major version, from `postgres (PostgreSQL) 15.14 (Debian …)`.
fn version_of(dir: &Path) -> Option<String> {
    let said = std::process::Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    Some(said.split_whitespace().nth(2)?.split('.').next()?.to_owned())
}

pub fn redis_server() -> Result<PathBuf, Error> {
    path_dirs()
        .iter()
        .flat_map(|dir| ["redis-server", "valkey-server"].map(|name| dir.join(name)))
        .find(|path| path.is_file())
        .ok_or(Error::NotInstalled { name: "redis-server", package: "redis-server", variable: "REDIS_URL" })
}

fn path_dirs() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    dirs.extend(["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    dirs
}
