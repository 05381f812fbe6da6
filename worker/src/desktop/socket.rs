//! Sockets in a directory that hostile programs may write to.

use std::{
    io,
    os::{
        fd::AsRawFd,
        unix::{
            fs::{FileTypeExt, MetadataExt, OpenOptionsExt},
            net::UnixStream,
        },
    },
    path::{Path, PathBuf},
};

use nix::fcntl::OFlag;

/// Connects to a unix socket that `owner` made, and to nothing else: links are not followed, and what is looked at is what is
/// connected to.
///
/// # Errors
/// When it is not there, is no socket, or is somebody else's.
pub fn connect(path: &Path, owner: u32) -> io::Result<UnixStream> {
    connect_where(path, |uid| uid == owner)
}

/// As [`connect`], for a socket in a directory that nobody else can write to any more.
///
/// # Errors
/// When it is not there, or is no socket.
pub fn connect_as_found(path: &Path) -> io::Result<UnixStream> {
    connect_where(path, |_| true)
}

fn connect_where(path: &Path, owner: impl Fn(u32) -> bool) -> io::Result<UnixStream> {
    let held = std::fs::OpenOptions::new()
        .read(true)
        .custom_flags((OFlag::O_PATH | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC).bits())
        .open(path)?;
    let about = held.metadata()?;
    if !about.file_type().is_socket() || !owner(about.uid()) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("{} is no socket of the desktop", path.display()),
        ));
    }
    UnixStream::connect(PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_a_socket_of_the_right_owner_is_connected_to() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link, plain) = (dir.path().join("real"), dir.path().join("link"), dir.path().join("plain"));
        let _listener = UnixListener::bind(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        std::fs::write(&plain, "").unwrap();
        let us = nix::unistd::geteuid().as_raw();
        assert!(connect(&real, us).is_ok());
        assert!(connect(&link, us).is_err(), "a link was followed");
        assert!(connect(&plain, us).is_err(), "a plain file was taken for a socket");
        assert!(connect(&real, us + 1).is_err(), "somebody else's socket was used");
        assert!(
            connect_as_found(&real).is_ok() && connect_as_found(&link).is_err() && connect_as_found(&plain).is_err()
        );
    }
}
