//! Two apis and four workers on hosts of their own are replaced one after the other while flows place orders and clients
//! ask: no request fails, no execution is lost, repeated or even interrupted. Half-way a migration from the future is applied,
//! so that old and new schema are served side by side.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::Connection;

use super::orders;
use crate::{
    Plan,
    client::by_status,
    invariants::{self, Report},
    spread::Spread,
};

/// Clients that ask all the time.
const READERS: usize = 4;

/// What the clients were told.
#[derive(Default)]
struct Told {
    over: AtomicBool,
    answers: AtomicU64,
    failures: std::sync::Mutex<Vec<String>>,
}

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut fleet = Spread::start(&plan.bin, 2, 4, 1).await?;
    let carried_out = carry_out(plan, &mut fleet, &mut report).await.map_err(|why| why.context(fleet.logs()));
    for complaint in fleet.stop().await {
        report.check(false, complaint);
    }
    carried_out.map(|()| report)
}

async fn carry_out(plan: &Plan, fleet: &mut Spread, report: &mut Report) -> anyhow::Result<()> {
    let flows = if plan.short { 16 } else { 60 };
    let (flows, tokens) = orders(&fleet.demo.url(), "roll", flows);
    let run = fleet.balancer.pick()?.execute(&flows, &json!({ "timeout_seconds": 120 })).await?;
    let told = Arc::new(Told::default());
    let begun = Instant::now();
    let rolled = {
        let asking = ask(fleet, Arc::clone(&told), &run);
        let rolled = roll(fleet).await;
        told.over.store(true, Ordering::Relaxed);
        for task in asking {
            task.await?;
        }
        rolled
    };
    rolled?;
    let seconds = begun.elapsed().as_secs_f64();
    let over = fleet.balancer.pick()?.finished(&run, Duration::from_secs(240)).await?;
    let events = fleet.balancer.pick()?.events(&run).await?;

    invariants::ends_exactly_once(report, &over, &events);
    invariants::gapless(report, "the run", &events);
    invariants::witnessed_once(report, &over, &tokens, &fleet.demo.orders()?);
    for execution in over["executions"].as_array().into_iter().flatten() {
        let whole = execution["status"] == "passed" && execution["attempt"] == 1;
        let (status, attempt) = (&execution["status"], &execution["attempt"]);
        report.check(
            whole,
            format!(
                "{} ended {status} in attempt {attempt}: a drained worker finishes; {} {}",
                execution["flow_name"], execution["message"], execution["steps"]
            ),
        );
    }
    let answers = told.answers.load(Ordering::Relaxed);
    let failures = told.failures.lock().map(|f| f.clone()).unwrap_or_default();
    report.check(answers > 0, "nobody asked");
    report.check(
        failures.is_empty(),
        format!("{} of {answers} requests failed, e.g. {:?}", failures.len(), failures.first()),
    );
    report.count(format!(
        "2 apis and 4 workers replaced one by one in {seconds:.0} s, a migration of the future applied; {answers} requests, {} failed; {:?}",
        failures.len(),
        by_status(&over),
    ));
    Ok(())
}

/// Replaces every process, and between the two apis adds what a newer version would.
async fn roll(fleet: &mut Spread) -> anyhow::Result<()> {
    fleet.roll_api(0).await?;
    fleet.roll_worker(0).await?;
    fleet.roll_worker(1).await?;
    migrate_ahead(&fleet.database_url).await?;
    fleet.roll_api(1).await?;
    fleet.roll_worker(2).await?;
    fleet.roll_worker(3).await
}

/// A migration that this program does not know: one more column and one more table, as the next version may bring.
async fn migrate_ahead(database_url: &str) -> anyhow::Result<()> {
    let mut database = sqlx::PgConnection::connect(database_url).await?;
    for statement in [
        "ALTER TABLE flow_executions ADD COLUMN of_the_future text NOT NULL DEFAULT ''",
        "CREATE TABLE things_of_the_future (id bigint PRIMARY KEY)",
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         VALUES (9999, 'of the future', now(), true, 'x', 0)",
    ] {
        sqlx::query(statement).execute(&mut database).await?;
    }
    Ok(database.close().await?)
}

/// Clients that read and create through the balancer, without a second try, until told to stop.
fn ask(fleet: &Spread, told: Arc<Told>, run: &str) -> Vec<tokio::task::JoinHandle<()>> {
    let small = json!({ "flows": [{ "name": "small", "steps": [{ "type": "set", "var": "x", "value": "1" }] }] });
    (0..READERS)
        .map(|nth| {
            let (balancer, told) = (Arc::clone(&fleet.balancer), Arc::clone(&told));
            let requests: Vec<(&str, String, Option<Value>)> = vec![
                ("GET", format!("/api/test-runs/{run}"), None),
                ("GET", "/api/test-runs?limit=5".into(), None),
                ("POST", "/api/execute-flows".into(), Some(small.clone())),
                ("GET", format!("/api/test-runs/{run}/events?limit=20"), None),
            ];
            tokio::spawn(async move {
                let mut turn = nth;
                while !told.over.load(Ordering::Relaxed) {
                    let (method, path, body) = &requests[turn % requests.len()];
                    turn += 1;
                    let answer = match balancer.pick() {
                        Ok(client) => client.call(method, path, body.as_ref()).await,
                        Err(why) => Err(why),
                    };
                    told.answers.fetch_add(1, Ordering::Relaxed);
                    let failure = match answer {
                        Ok((status, _)) if status.is_success() => None,
                        Ok((status, body)) => Some(format!("{method} {path}: {status} {body}")),
                        Err(why) => Some(format!("{method} {path}: {why:#}")),
                    };
                    if let (Some(failure), Ok(mut failures)) = (failure, told.failures.lock()) {
                        failures.push(failure);
                    }
                    tokio::time::sleep(Duration::from_millis(40)).await;
                }
            })
        })
        .collect()
}
