//! Worker, chromedriver and browser die by SIGKILL while a flow runs: no process and no directory may be left.

use std::time::{Duration, Instant};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;

use super::stop;
use crate::{
    Plan,
    client::Client,
    fleet::{Fleet, browsers_below, descendants, processes, wait_for},
    invariants::{self, Report},
};

/// Whom the scenario kills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Worker,
    Chromedriver,
    Browser,
}

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let rounds = if plan.short { 1 } else { 3 };
    for round in 0..rounds {
        for victim in [Victim::Chromedriver, Victim::Browser, Victim::Worker] {
            one(plan, &mut report, victim, round).await?;
        }
    }
    Ok(report)
}

async fn one(plan: &Plan, report: &mut Report, victim: Victim, round: usize) -> anyhow::Result<()> {
    let mut fleet = Fleet::start(&plan.bin, 1, 1).await?;
    let base = fleet.demo.url();
    let flow = json!({
        "name": format!("{victim:?}"), "start_url": base,
        "steps": [{ "type": "sleep", "ms": 1500 }, { "type": "goto", "url": base }, { "type": "expect", "url": "**/*" }],
    });
    let run = fleet.client.execute(&[flow], &json!({})).await?;
    wait_for_step(&fleet.client, &run).await?;

    let worker = fleet.workers[0].pid();
    let family = descendants(worker);
    let doomed = match victim {
        Victim::Worker => vec![worker],
        Victim::Chromedriver => named(&family, "chromedriver"),
        Victim::Browser => named(&family, "chromium"),
    };
    report.check(!doomed.is_empty(), format!("{victim:?}: nobody to kill"));
    let doomed = &doomed[..doomed.len().min(1)];
    let survivors: Vec<i32> = family.into_iter().filter(|pid| !doomed.contains(pid)).collect();
    for pid in doomed {
        kill(Pid::from_raw(*pid), Signal::SIGKILL)?;
    }
    let begun = Instant::now();
    if victim == Victim::Worker {
        fleet.workers.remove(0).kill();
        // nobody is there to start a new browser: everything must go
        let scratch = fleet.scratch().to_owned();
        let gone = wait_for("the browsers' end", Duration::from_secs(5), || browsers_below(&scratch).is_empty()).await;
        report.check(gone.is_ok(), format!("{victim:?}: still there: {:?}", browsers_below(&scratch)));
        report.count(format!(
            "round {round}: worker killed, {} processes gone after {:.2} s",
            survivors.len(),
            begun.elapsed().as_secs_f64()
        ));
        fleet.add_worker()?;
    }
    let over = fleet.client.finished(&run, Duration::from_secs(60)).await?;
    let events = fleet.client.events(&run).await?;
    invariants::ends_exactly_once(report, &over, &events);
    invariants::gapless(report, "the run", &events);
    if victim != Victim::Worker {
        // what belonged to the dead driver must be gone; the replacement has new pids
        let alive = || {
            let now: Vec<i32> = processes().into_iter().map(|(pid, _)| pid).collect();
            survivors.iter().filter(|pid| now.contains(pid)).copied().collect::<Vec<_>>()
        };
        let patience = Duration::from_secs(5).saturating_sub(begun.elapsed()) + Duration::from_secs(1);
        let gone = wait_for("the family's end", patience, || alive().is_empty()).await;
        report.check(gone.is_ok(), format!("{victim:?}: {} of its family live on", alive().len()));
        report.count(format!("round {round}: {victim:?} killed, run {}", over["status"]));
    }
    let scratch = fleet.scratch().to_owned();
    stop(fleet, report).await?;
    report.check(browsers_below(&scratch).is_empty(), format!("{victim:?}: processes left after the stop"));
    Ok(())
}

async fn wait_for_step(client: &Client, run: &str) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    client.tail(run, 0, deadline, |e| e["type"] == "step.finished").await?;
    Ok(())
}

/// Those of `family` whose program (the first word of the command line) has this name, oldest first.
fn named(family: &[i32], name: &str) -> Vec<i32> {
    processes()
        .into_iter()
        .filter(|(pid, line)| {
            let program = line.split(' ').next().unwrap_or_default();
            family.contains(pid) && program.rsplit('/').next().is_some_and(|file| file.starts_with(name))
        })
        .map(|(pid, _)| pid)
        .collect()
}
