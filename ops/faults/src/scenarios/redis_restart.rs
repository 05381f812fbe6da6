//! Redis dies five times without persistence, while flows are queued and running.

use std::time::Duration;

use serde_json::json;

use super::{orders, stop};
use crate::{
    Plan,
    client::by_status,
    fleet::Fleet,
    invariants::{self, Report},
};

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut fleet = Fleet::start(&plan.bin, 2, 2).await?;
    let kills = if plan.short { 3 } else { 5 };
    let base = fleet.demo.url();
    let (mut runs, mut tokens) = (Vec::new(), Vec::new());
    for kill in 0..kills {
        let (flows, names) = orders(&base, &format!("redis-{kill}"), 6);
        tokens.extend(names);
        runs.push(fleet.client.execute(&flows, &json!({})).await?);
        tokio::time::sleep(Duration::from_secs(1)).await;
        fleet.stop_redis().await?;
        // accepted while Redis is away: the row is the truth
        let (flows, names) = orders(&base, &format!("redis-{kill}-away"), 2);
        tokens.extend(names);
        runs.push(fleet.client.execute(&flows, &json!({})).await?);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        fleet.start_redis().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut statuses = std::collections::BTreeMap::<String, usize>::new();
    let witness_later = &fleet.demo;
    for run in &runs {
        let over = fleet.client.finished(run, Duration::from_secs(120)).await?;
        let events = fleet.client.events(run).await?;
        invariants::ends_exactly_once(&mut report, &over, &events);
        invariants::gapless(&mut report, run, &events);
        invariants::witnessed_once(&mut report, &over, &tokens, &witness_later.orders()?);
        report.check(over["status"] == "passed", format!("run {run} ended {}: {:?}", over["status"], by_status(&over)));
        for (status, n) in by_status(&over) {
            *statuses.entry(status).or_default() += n;
        }
    }
    for worker in &mut fleet.workers {
        let alive = worker.is_running();
        report.check(alive, format!("worker {} exited", worker.name));
    }
    report.count(format!("{kills} kills of Redis, {} runs; {statuses:?}", runs.len()));
    stop(fleet, &mut report).await?;
    Ok(report)
}
