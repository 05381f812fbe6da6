//! Postgres is down for 20 s (short: 8 s) while flows run.

use std::time::{Duration, Instant};

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
    let away = Duration::from_secs(if plan.short { 8 } else { 20 });
    let (flows, tokens) = orders(&fleet.demo.url(), "pg", 16);
    let run = fleet.client.execute(&flows, &json!({})).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    fleet.stop_postgres().await?;
    let begun = Instant::now();
    // the effects of intents stored before the fall may still arrive; afterwards nothing new may begin
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = fleet.demo.orders()?.len();
    let asked = Instant::now();
    let (status, _) = fleet.client.call("GET", &format!("/api/test-runs/{run}"), None).await?;
    report.check(status.as_u16() == 503, format!("a read without Postgres answered {status}, not 503"));
    report.check(asked.elapsed() < Duration::from_secs(8), format!("the 503 took {:?}", asked.elapsed()));
    tokio::time::sleep(away.saturating_sub(begun.elapsed())).await;
    let during = fleet.demo.orders()?.len();
    report.check(during == before, format!("{} orders were placed without a stored intent", during - before));
    fleet.start_postgres().await?;
    let over = fleet.client.finished(&run, Duration::from_secs(120)).await?;
    let events = fleet.client.events(&run).await?;
    invariants::ends_exactly_once(&mut report, &over, &events);
    invariants::gapless(&mut report, "the run", &events);
    invariants::witnessed_once(&mut report, &over, &tokens, &fleet.demo.orders()?);
    for execution in over["executions"].as_array().into_iter().flatten() {
        let fine = execution["status"] == "passed" || execution["reason"] == "in_doubt";
        report.check(fine, format!("{} ended {}", execution["flow_name"], execution["status"]));
    }
    for process in fleet.workers.iter_mut().chain([&mut fleet.api]) {
        let alive = process.is_running();
        report.check(alive, format!("{} exited", process.name));
    }
    report.count(format!("Postgres away for {away:?} under {} flows; {:?}", tokens.len(), by_status(&over)));
    stop(fleet, &mut report).await?;
    Ok(report)
}
