//! A random worker dies by SIGKILL every 3 s while every flow places one order.

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;

use super::{orders, stop};
use crate::{
    Plan,
    client::by_status,
    fleet::Fleet,
    invariants::{self, Report},
};

/// Longest wait of an execution whose worker was killed, in seconds: a lease, and a look of another worker.
const PROMISED: f64 = 10.0;

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut dice = StdRng::seed_from_u64(plan.seed);
    let mut fleet = Fleet::start(&plan.bin, 3, 2).await?;
    let (flows, tokens) = orders(&fleet.demo.url(), "kill", plan.flows);
    let run = fleet.client.execute(&flows, &json!({ "timeout_seconds": 600 })).await?;

    let mut deaths = Vec::new();
    let begun = Instant::now();
    let limit = Duration::from_secs(600);
    let over = loop {
        let slice = Instant::now();
        match fleet.client.finished(&run, Duration::from_secs(3)).await {
            Ok(over) => break over,
            Err(why) if begun.elapsed() > limit => return Err(why),
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_secs(3).saturating_sub(slice.elapsed())).await;
        let victim = dice.random_range(0..fleet.workers.len());
        let mut dead = fleet.workers.remove(victim);
        deaths.push((dead.name.clone(), chrono::Utc::now()));
        dead.kill();
        fleet.add_worker()?;
    };
    let events = fleet.client.events(&run).await?;
    let witness = fleet.demo.orders()?;

    invariants::ends_exactly_once(&mut report, &over, &events);
    invariants::gapless(&mut report, "the run", &events);
    invariants::witnessed_once(&mut report, &over, &tokens, &witness);
    for execution in over["executions"].as_array().into_iter().flatten() {
        let reason = execution["reason"].as_str().unwrap_or_default();
        let fine = execution["status"] == "passed" || reason == "in_doubt";
        report.check(fine, format!("{} ended {}: {reason}", execution["flow_name"], execution["status"]));
    }
    let waits = invariants::reclaim_seconds(&events, &deaths);
    let slowest = waits.iter().copied().fold(0.0, f64::max);
    report.check(
        slowest <= PROMISED,
        format!("an execution waited {slowest:.1} s for another worker ({PROMISED} s promised)"),
    );
    report.count(format!(
        "{} flows, {} workers killed, {:.0} s; {:?}; {} orders witnessed, {} taken over, slowest after {slowest:.1} s",
        plan.flows,
        deaths.len(),
        begun.elapsed().as_secs_f64(),
        by_status(&over),
        witness.len(),
        waits.len(),
    ));
    stop(fleet, &mut report).await?;
    Ok(report)
}
