//! A worker is frozen (with its supervisors and browsers running on) for three leases, its execution goes elsewhere, and it
//! wakes up again: it must send nothing more and write nothing more.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::stop;
use crate::{
    Plan,
    fleet::{Fleet, descendants},
    invariants::{self, Report},
};

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut fleet = Fleet::start(&plan.bin, 1, 1).await?;
    let base = fleet.demo.url();
    let token = "zombie-000".to_owned();
    let flow = json!({
        "name": token,
        "start_url": format!("{base}/checkout?token={token}"),
        "steps": [
            { "type": "sleep", "ms": 3000 },
            { "type": "click", "target": { "role": "button", "name": "Place order" }, "once": true },
            { "type": "expect", "url": "**/orders/*" },
        ],
    });
    let run = fleet.client.execute(&[flow], &json!({})).await?;
    let deadline = Instant::now() + Duration::from_secs(20);
    let started = fleet.client.tail(&run, 0, deadline, |e| e["type"] == "step.finished").await?;
    report.check(started.iter().any(|e| e["type"] == "step.finished"), "the first worker never began");

    fleet.workers[0].signal(Signal::SIGSTOP)?;
    let frozen = Instant::now();
    fleet.add_worker()?;
    let over = fleet.client.finished(&run, Duration::from_secs(40)).await?;
    let elsewhere = frozen.elapsed();
    tokio::time::sleep(Duration::from_secs(24).saturating_sub(frozen.elapsed())).await;
    fleet.workers[0].signal(Signal::SIGCONT)?;
    let thawed = Instant::now();

    // it loses its browser context; then it is idle, alive, and fit for work
    let client = fleet.client.clone();
    client
        .poll("the zombie's browser session", Duration::from_secs(10), async || {
            let sessions = client.get("/api/browser/sessions").await?;
            let open = sessions["items"].as_array().into_iter().flatten().filter(|s| s["status"] == "open").count();
            Ok(open == 0)
        })
        .await?;
    let gone = thawed.elapsed();
    tokio::time::sleep(Duration::from_secs(3)).await;

    let events = fleet.client.events(&run).await?;
    invariants::ends_exactly_once(&mut report, &over, &events);
    invariants::gapless(&mut report, "the run", &events);
    let orders = fleet.demo.orders()?;
    invariants::witnessed_once(&mut report, &over, std::slice::from_ref(&token), &orders);
    report.check(over["status"] == "passed", format!("the run ended {}", over["status"]));
    report.check(orders.get(&token) == Some(&1), format!("the witness counted {:?}", orders.get(&token)));
    // that its browser is closed is true whoever holds the lease; everything else of it must be refused
    let late: Vec<_> = events.iter().rev().take_while(|e| e["type"] != "run.finished").map(|e| &e["type"]).collect();
    report.check(late.iter().all(|t| **t == "browser.closed"), format!("after the end of the run came {late:?}"));
    let log = std::fs::read_to_string(&fleet.workers[0].log)?;
    report.check(log.contains("lease"), "the zombie's log says nothing of its lost lease");
    let alive = fleet.workers[0].is_running();
    report.check(alive, "the zombie exited");
    report.count(format!(
        "frozen for {:.0} s; finished elsewhere after {:.1} s; no session open {:.1} s after thawing; {} processes below it",
        thawed.duration_since(frozen).as_secs_f64(),
        elsewhere.as_secs_f64(),
        gone.as_secs_f64(),
        descendants(fleet.workers[0].pid()).len(),
    ));
    stop(fleet, &mut report).await?;
    Ok(report)
}
