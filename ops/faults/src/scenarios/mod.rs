//! One file a scenario.

mod fair_share;
mod kill_workers;
mod orphans;
mod pg_down;
mod redis_restart;
mod resume_session;
mod rolling_restart;
mod ws_resume;
mod zombie_worker;

use std::time::Duration;

use resume_session::Leave;
use serde_json::{Value, json};

use crate::{Plan, Scenario, fleet::Fleet, invariants::Report};

/// Carries one scenario out.
pub async fn run(scenario: Scenario, plan: &Plan) -> anyhow::Result<Report> {
    match scenario {
        Scenario::KillWorkers => kill_workers::run(plan).await,
        Scenario::RedisRestart => redis_restart::run(plan).await,
        Scenario::PgDown => pg_down::run(plan).await,
        Scenario::ZombieWorker => zombie_worker::run(plan).await,
        Scenario::ResumeSession => resume_session::run(plan, Leave::Dies).await,
        Scenario::HandOver => resume_session::run(plan, Leave::HandsBack).await,
        Scenario::RollingRestart => rolling_restart::run(plan).await,
        Scenario::FairShare => fair_share::run(plan).await,
        Scenario::Orphans => orphans::run(plan).await,
        Scenario::WsResume => ws_resume::run(plan).await,
        Scenario::All => Ok(Report::default()),
    }
}

/// A flow of about two seconds that places one order under its own token; its name is the token. Its waits are long: a machine
/// that is busy is no fault.
fn order_flow(base: &str, token: &str) -> Value {
    json!({
        "name": token,
        "start_url": base,
        "steps": [
            { "type": "goto", "url": format!("{base}/slow?ms=400") },
            { "type": "goto", "url": format!("{base}/checkout?token={token}") },
            { "type": "sleep", "ms": 400 },
            { "type": "click", "target": { "role": "button", "name": "Place order" }, "once": true, "timeout_ms": 30_000 },
            { "type": "expect", "url": "**/orders/*", "timeout_ms": 30_000 },
            { "type": "sleep", "ms": 400 },
            { "type": "goto", "url": format!("{base}/slow?ms=400") },
        ],
    })
}

/// `n` order flows and their tokens.
fn orders(base: &str, prefix: &str, n: usize) -> (Vec<Value>, Vec<String>) {
    let tokens: Vec<String> = (0..n).map(|i| format!("{prefix}-{i:03}")).collect();
    (tokens.iter().map(|token| order_flow(base, token)).collect(), tokens)
}

/// Stops the fleet and turns what is left into broken promises.
async fn stop(fleet: Fleet, report: &mut Report) -> anyhow::Result<()> {
    for complaint in fleet.stop(Duration::from_secs(5)).await? {
        report.check(false, complaint);
    }
    Ok(())
}
