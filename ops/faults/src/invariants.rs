//! What must hold whatever was broken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What a scenario counted, and which promises it saw broken.
#[derive(Default)]
pub struct Report {
    pub counts: Vec<String>,
    pub broken: Vec<String>,
}

impl Report {
    pub fn count(&mut self, line: impl Into<String>) {
        self.counts.push(line.into());
    }

    pub fn check(&mut self, holds: bool, promise: impl Into<String>) {
        if !holds {
            self.broken.push(promise.into());
        }
    }
}

/// Every execution is over, and its log says so exactly once.
pub fn ends_exactly_once(report: &mut Report, run: &Value, events: &[Value]) {
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events.iter().filter(|e| e["type"] == "execution.finished") {
        *ends.entry(event["data"]["execution_id"].as_str().unwrap_or("?")).or_default() += 1;
    }
    for execution in run["executions"].as_array().into_iter().flatten() {
        let id = execution["id"].as_str().unwrap_or("?");
        let status = execution["status"].as_str().unwrap_or("?");
        let over = matches!(status, "passed" | "failed" | "errored" | "cancelled");
        report.check(over, format!("execution {id} is {status}, not over"));
        let ended = ends.get(id).copied().unwrap_or(0);
        report.check(ended == 1, format!("execution {id} has {ended} execution.finished events"));
    }
}

/// Sequence numbers are 1..n without a hole.
pub fn gapless(report: &mut Report, what: &str, events: &[Value]) {
    for (i, event) in events.iter().enumerate() {
        let wanted = i as i64 + 1;
        if event["seq"].as_i64() != Some(wanted) {
            report.check(false, format!("{what}: event {wanted} has seq {}", event["seq"]));
            return;
        }
    }
}

/// The witness counted no token twice, exactly one for every passed execution, and knows no stranger.
pub fn witnessed_once(report: &mut Report, run: &Value, tokens: &[String], orders: &BTreeMap<String, u64>) {
    let known: BTreeSet<&str> = tokens.iter().map(String::as_str).collect();
    for (token, count) in orders {
        report.check(*count <= 1, format!("order {token} was placed {count} times"));
        report.check(known.contains(token.as_str()), format!("order {token} was never asked for"));
    }
    for execution in run["executions"].as_array().into_iter().flatten() {
        let Some(token) = execution["flow_name"].as_str() else { continue };
        let placed = orders.get(token).copied().unwrap_or(0);
        let status = execution["status"].as_str().unwrap_or("?");
        if status == "passed" {
            report.check(placed == 1, format!("{token} passed, the witness counted {placed}"));
        }
    }
}

/// How long after each death the executions of the dead worker were taken up or ended, in seconds.
pub fn reclaim_seconds(events: &[Value], deaths: &[(String, chrono::DateTime<chrono::Utc>)]) -> Vec<f64> {
    let at = |event: &Value| event["at"].as_str().and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok());
    let mut waits = Vec::new();
    for (worker, death) in deaths {
        let mut held: BTreeSet<String> = BTreeSet::new();
        for event in events.iter().filter(|e| at(e).is_some_and(|t| t <= *death)) {
            let Some(id) = event["data"]["execution_id"].as_str() else { continue };
            match event["type"].as_str() {
                Some("execution.started") if event["data"]["worker"] == worker.as_str() => held.insert(id.into()),
                Some("execution.started" | "execution.finished" | "execution.released") => held.remove(id),
                _ => false,
            };
        }
        for id in held {
            let next = events.iter().find(|e| {
                e["data"]["execution_id"] == id.as_str()
                    && matches!(e["type"].as_str(), Some("execution.started" | "execution.finished"))
                    && at(e).is_some_and(|t| t > *death)
            });
            if let Some(t) = next.and_then(at) {
                waits.push((t - *death).num_milliseconds() as f64 / 1000.0);
            }
        }
    }
    waits
}
