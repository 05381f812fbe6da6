//! What earlier runs came to: how long each flow took and whether it failed, in `.flowtilla/history.json`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::plan::Planned;

/// Where it is when nobody says.
const FILE: &str = ".flowtilla/history.json";
/// Flows that are remembered, at most; those of the longest ago go first.
const MOST: usize = 20_000;

/// What is known of the flows, by file and name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Runs so far.
    runs: u64,
    flows: BTreeMap<String, Past>,
}

/// The last run of one flow.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Past {
    /// All its variants together.
    duration_ms: u64,
    failed: bool,
    run: u64,
}

impl History {
    /// The path of the file.
    pub fn path(given: Option<&Path>) -> PathBuf {
        given.unwrap_or(Path::new(FILE)).to_owned()
    }

    /// Reads it; a file that is not there or not ours is an empty history.
    pub fn read(path: &Path) -> Self {
        fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Writes it. That it cannot be written is no reason to fail a run.
    pub fn write(mut self, path: &Path) {
        self.runs += 1;
        if self.flows.len() > MOST {
            let mut runs: Vec<u64> = self.flows.values().map(|past| past.run).collect();
            runs.sort_unstable_by(|a, b| b.cmp(a));
            let oldest = runs.get(MOST).copied().unwrap_or(0);
            self.flows.retain(|_, past| past.run > oldest);
        }
        let text = serde_json::to_string_pretty(&self).unwrap_or_default();
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let written = dir.map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text + "\n"));
        if let Err(error) = written {
            anstream::eprintln!(
                "`{}` cannot be written ({error}): --last-failed and --shard will not know this run",
                path.display()
            );
        }
    }

    /// Whether the flow failed, or was never judged, when it was last run.
    pub fn failed(&self, flow: &Planned) -> bool {
        self.flows.get(&key(flow)).is_some_and(|past| past.failed)
    }

    pub fn duration_ms(&self, flow: &Planned) -> Option<u64> {
        self.flows.get(&key(flow)).map(|past| past.duration_ms).filter(|ms| *ms > 0)
    }

    /// Remembers how the flow ended; further variants of it in the same run are added.
    pub fn note(&mut self, flow: &Planned, duration_ms: u64, failed: bool) {
        let run = self.runs + 1;
        let past = self.flows.entry(key(flow)).or_default();
        if past.run == run {
            past.duration_ms += duration_ms;
            past.failed |= failed;
        } else {
            *past = Past { duration_ms, failed, run };
        }
    }
}

fn key(flow: &Planned) -> String {
    format!("{} › {}", flow.source, flow.name)
}
