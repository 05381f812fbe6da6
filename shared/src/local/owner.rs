//! As whom the servers run, and the directories that belong to them.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};

use nix::unistd::{Uid, User, chown};

use super::Error;

/// The user that the servers run as: ourselves, or an unprivileged one when we are root (Postgres refuses root).
#[derive(Clone, Debug)]
pub struct Owner {
    pub uid: u32,
    pub gid: u32,
    name: String,
    /// We are root and must become this user.
    pub switch: bool,
}

impl Owner {
    pub fn find() -> Self {
        let me = nix::unistd::geteuid();
        if !me.is_root() {
            let gid = nix::unistd::getegid().as_raw();
            return Self { uid: me.as_raw(), gid, name: me.to_string(), switch: false };
        }
        let known = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
        match known {
            Some(user) => Self { uid: user.uid.as_raw(), gid: user.gid.as_raw(), name: user.name, switch: true },
            None => Self { uid: 65534, gid: 65534, name: "65534".into(), switch: true },
        }
    }

    /// Makes a directory that only this user can look into; one that exists must be theirs, and no link.
    pub fn make_dir(&self, path: &Path) -> Result<(), Error> {
        let wrong = |cause| Error::Path { path: path.to_owned(), cause };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(wrong)?;
        }
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => chown(path, Some(Uid::from_raw(self.uid)), Some(nix::unistd::Gid::from_raw(self.gid)))
                .map_err(|errno| wrong(errno.into()))?,
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                let found = fs::symlink_metadata(path).map_err(wrong)?;
                if !found.is_dir() || found.uid() != self.uid {
                    let text = format!("it exists and is no directory of user `{}`", self.name);
                    return Err(wrong(io::Error::other(text)));
                }
            }
            Err(cause) => return Err(wrong(cause)),
        }
        self.check_reach(path)
    }

    /// Every directory above must let the user through.
    fn check_reach(&self, path: &Path) -> Result<(), Error> {
        if !self.switch {
            return Ok(());
        }
        for dir in path.ancestors().skip(1).filter(|dir| !dir.as_os_str().is_empty()) {
            let Ok(found) = fs::metadata(dir) else { continue };
            let (mode, theirs, group) = (found.mode(), found.uid() == self.uid, found.gid() == self.gid);
            if !(mode & 0o001 != 0 || (theirs && mode & 0o100 != 0) || (group && mode & 0o010 != 0)) {
                return Err(Error::OutOfReach { path: dir.to_owned(), user: self.name.clone() });
            }
        }
        Ok(())
    }
}

/// A short path for the sockets of the servers in `dir`: the kernel allows 107 bytes.
pub fn socket_dir(dir: &Path, owner: &Owner) -> Result<PathBuf, Error> {
    use sha2::{Digest, Sha256};
    let full = std::path::absolute(dir).map_err(|cause| Error::Path { path: dir.to_owned(), cause })?;
    let hash = hex::encode(&Sha256::digest(full.as_os_str().as_encoded_bytes())[..6]);
    let base = match std::env::var_os("XDG_RUNTIME_DIR") {
        Some(base) if !owner.switch && base.len() < 60 && Path::new(&base).is_dir() => PathBuf::from(base),
        _ => PathBuf::from("/tmp"),
    };
    let sockets = base.join(format!("flowtilla-{hash}"));
    owner.make_dir(&sockets)?;
    Ok(sockets)
}
