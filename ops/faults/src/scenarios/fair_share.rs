//! One project queues thousands of executions; another one's ten are not delayed by them.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::stop;
use crate::{Plan, client::Client, fleet::Fleet, invariants::Report};

/// How long one flow takes by itself.
const FLOW: Duration = Duration::from_millis(500);

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let fleet = Fleet::start(&plan.bin, 2, 2).await?;
    let (many, few) = (if plan.short { 500 } else { 5_000 }, 10);
    let (a, b) = (client(&fleet, "a")?, client(&fleet, "b")?);
    let flow = |name: &str| json!({ "name": name, "steps": [{ "type": "sleep", "ms": FLOW.as_millis() as u64 }] });
    let flows = |name: &str, n: usize| (0..n).map(|_| flow(name)).collect::<Vec<Value>>();
    a.execute(&flows("a", many), &json!({})).await?;
    let begun = Instant::now();
    let run = b.execute(&flows("b", few), &json!({})).await?;
    let over = b.finished(&run, Duration::from_secs(120)).await?;
    let took = begun.elapsed();
    let waiting = fleet.client.get("/api/queue/depth").await?;

    report.check(over["status"] == "passed", format!("the ten ended {}", over["status"]));
    // what ten flows take on half of the four slots, and what is promised on top
    let alone = FLOW * (few as u32).div_ceil(2);
    let promised = alone + 2 * FLOW + Duration::from_secs(5);
    report.check(took <= promised, format!("the ten took {took:.1?}, promised are {promised:.1?}"));
    report.count(format!(
        "{few} executions of one project over after {:.1} s beside {many} of another ({} still queued); promised {:.1} s",
        took.as_secs_f64(),
        waiting["pending"],
        promised.as_secs_f64(),
    ));
    for project in [&a, &b] {
        let runs = project.get("/api/test-runs?limit=100").await?;
        for run in runs["items"].as_array().into_iter().flatten() {
            let id = run["id"].as_str().context("a run without an id")?;
            project.call("POST", &format!("/api/test-runs/{id}/cancel"), None).await?;
        }
    }
    stop(fleet, &mut report).await?;
    Ok(report)
}

/// A client of a project of its own, with a key made by the command line.
fn client(fleet: &Fleet, project: &str) -> anyhow::Result<Client> {
    let words = ["keys", "create", "faults", "--project", project, "--scope", "read", "--scope", "run", "--json"];
    let made = fleet.command().args(words).output()?;
    if !made.status.success() {
        bail!("no key was made: {}", String::from_utf8_lossy(&made.stderr));
    }
    let made: Value = serde_json::from_slice(&made.stdout)?;
    let key = made["key"].as_str().with_context(|| format!("no key in {made}"))?;
    fleet.client.as_key(key)
}
