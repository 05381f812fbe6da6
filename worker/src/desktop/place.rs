//! Where things are for what runs on a desktop: in a machine of its own, or in a corner of the real one.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The home in a machine of its own, and the name by which every model knows it.
pub const HOME: &str = "/home/agent";
/// Where programs of a machine of its own find the proxy.
pub const PROXY_PORT: u16 = 3128;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub home: PathBuf,
    /// The worker's directory: sockets, and the cookie of the X server.
    pub shared: PathBuf,
    pub temporary: PathBuf,
    /// What `XDG_RUNTIME_DIR` says.
    pub runtime: PathBuf,
    /// Number of the X server.
    pub display: u32,
    /// Where the proxy listens on the loopback; 0: on a port that is free.
    pub proxy_port: u16,
    /// Programs that go before those of the system.
    pub programs: Option<PathBuf>,
    /// Landlock is to keep programs here.
    pub fenced: bool,
}

impl Place {
    /// In a machine of its own.
    pub fn of_its_own() -> Self {
        Self {
            home: HOME.into(),
            shared: "/run/session".into(),
            temporary: "/tmp".into(),
            runtime: "/run/user".into(),
            display: 0,
            proxy_port: PROXY_PORT,
            programs: None,
            fenced: false,
        }
    }

    /// In a directory of the real machine.
    pub fn in_corner(dir: &Path, display: u32, fenced: bool) -> Self {
        Self {
            home: dir.join("home"),
            shared: dir.join("run"),
            temporary: dir.join("t"),
            runtime: dir.join("home/.run"),
            display,
            proxy_port: 0,
            programs: Some(dir.join("run/bin")),
            fenced,
        }
    }

    /// Where programs are looked for.
    pub fn search_path(&self) -> String {
        let system = "/usr/local/bin:/usr/bin:/bin:/usr/games";
        self.programs.as_ref().map_or_else(|| system.into(), |own| format!("{}:{system}", own.display()))
    }

    /// A program by its name: one of ours goes before that of the system.
    pub fn program(&self, name: &str) -> PathBuf {
        let own = self.programs.as_ref().map(|own| own.join(name)).filter(|path| path.is_file());
        own.unwrap_or_else(|| name.into())
    }

    /// The X server's socket.
    pub fn screen(&self) -> PathBuf {
        format!("/tmp/.X11-unix/X{}", self.display).into()
    }

    /// What the X server leaves in `/tmp` when it is killed.
    pub fn left_by_screen(&self) -> Vec<PathBuf> {
        vec![self.screen(), format!("/tmp/.X{}-lock", self.display).into()]
    }

    /// A path as a model says it, on the machine where it is: relative ones are below the home.
    pub fn path(&self, said: &str) -> PathBuf {
        match said.strip_prefix(HOME).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            Some(rest) => self.home.join(rest.trim_start_matches('/')),
            None => self.home.join(said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_calls_its_home_is_the_home() {
        let place = Place::in_corner(Path::new("/x/d1"), 7, true);
        for (said, meant) in [
            ("/home/agent/a/b", "/x/d1/home/a/b"),
            ("/home/agent", "/x/d1/home/"),
            ("a", "/x/d1/home/a"),
            ("/home/agents/a", "/home/agents/a"),
            ("/etc/passwd", "/etc/passwd"),
        ] {
            assert_eq!(place.path(said), Path::new(meant), "{said}");
            assert!(Place::of_its_own().path(said).starts_with("/"));
        }
        assert_eq!(Place::of_its_own().path("a"), Path::new("/home/agent/a"));
    }
}
