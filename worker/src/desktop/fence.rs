//! Landlock around a desktop: what its programs may read, write and connect to, for machines that refuse namespaces.
//!
//! What it cannot do: hide processes, hold back datagrams, forbid unix sockets that have a path.

use std::io;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, NetPort, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::place::Place;

/// The rules that must hold: those of Linux 6.7, the first with rules for TCP.
const LEAST: ABI = ABI::V4;
/// The newest that are asked for, as far as the kernel knows them.
const NEWEST: ABI = ABI::V6;
/// What is read and run.
const READ: [&str; 27] = [
    "/usr",
    "/opt",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/proc",
    "/sys/devices/system/cpu",
    "/etc/fonts",
    "/etc/ssl/certs",
    "/etc/ca-certificates",
    "/etc/alternatives",
    "/etc/xdg",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/nsswitch.conf",
    "/etc/X11",
    "/etc/mime.types",
    "/etc/gtk-3.0",
    "/etc/chromium.d",
    "/etc/localtime",
    "/etc/bash.bashrc",
    "/etc/hosts",
    "/var/cache/fontconfig",
    "/var/lib/dpkg/status",
    "/tmp/.X11-unix",
];
/// Devices that are read and written: terminals among them.
const DEVICES: [&str; 8] =
    ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/pts"];

/// Whether this kernel can hold a desktop.
///
/// # Errors
/// A sentence that says what is missing.
pub fn probe() -> Result<(), String> {
    let made = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(LEAST))
        .and_then(|rules| rules.handle_access(AccessNet::ConnectTcp))
        .and_then(|rules| rules.create());
    made.map(drop).map_err(|e| format!("Landlock with rules for TCP (Linux 6.7) is not to be had here: {e}"))
}

/// From here on this thread, and all that it starts, keeps to its place. There is no way back.
///
/// # Errors
/// When the kernel refuses; nothing more may be started then.
pub fn keep_to(place: &Place) -> io::Result<()> {
    match fenced(place).map_err(io::Error::other)? {
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        RulesetStatus::NotEnforced => Err(io::Error::other("Landlock is not enforced")),
    }
}

fn fenced(place: &Place) -> Result<RulesetStatus, RulesetError> {
    let (all, read) = (AccessFs::from_all(NEWEST), AccessFs::from_read(NEWEST));
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(LEAST))?
        .handle_access(AccessNet::ConnectTcp)?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .scope(Scope::AbstractUnixSocket | Scope::Signal)?
        .create()?;
    let status = rules
        .add_rules(path_beneath_rules(READ, read))?
        .add_rules(path_beneath_rules([&place.shared], read))?
        .add_rules(path_beneath_rules(DEVICES, read | AccessFs::WriteFile | AccessFs::IoctlDev))?
        .add_rules(path_beneath_rules([&place.home, &place.temporary, &place.runtime], all))?
        .add_rule(NetPort::new(place.proxy_port, AccessNet::ConnectTcp))?
        .restrict_self()?;
    Ok(status.ruleset)
}
