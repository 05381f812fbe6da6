//! What this machine has, and how busy it is.

use std::fs;

/// Memory that one browser context and its share of a browser take, in MiB, generously.
const PER_SLOT_MIB: u64 = 300;

/// Memory left to everything else, in MiB.
const RESERVED_MIB: u64 = 1024;

/// Executions at once when nobody says: two for each core, fewer when memory is short, 1 to 16.
#[must_use]
pub fn default_concurrency() -> u16 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    concurrency_for(cores, available_memory_mib())
}

fn concurrency_for(cores: usize, memory_mib: Option<u64>) -> u16 {
    let by_memory = memory_mib.map_or(16, |mib| mib.saturating_sub(RESERVED_MIB) / PER_SLOT_MIB);
    let slots = u64::try_from(cores * 2).unwrap_or(16).min(by_memory).clamp(1, 16);
    u16::try_from(slots).unwrap_or(1)
}

fn available_memory_mib() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024)
}

/// The host's load average over one minute; 0 when it cannot be read.
#[must_use]
pub fn load() -> f64 {
    fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split_whitespace().next().and_then(|load| load.parse().ok()))
        .unwrap_or(0.0)
}

/// Resident memory of this process in MiB, browsers not counted; 0 when it cannot be read.
#[must_use]
pub fn memory_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// The host's name, for people.
#[must_use]
pub fn host_name() -> String {
    fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "worker".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_follow_cores_until_memory_is_short() {
        assert_eq!(concurrency_for(2, Some(24_000)), 4);
        assert_eq!(concurrency_for(8, Some(2_000)), 3);
        assert_eq!(concurrency_for(1, Some(500)), 1);
        assert_eq!(concurrency_for(64, None), 16);
    }
}
