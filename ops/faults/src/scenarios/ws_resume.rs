//! Fifty socket clients are cut at random, and once the api dies by SIGKILL; what each has joined together must be the
//! stored log.

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::stop;
use crate::{
    Plan,
    client::Client,
    fleet::Fleet,
    invariants::{self, Report},
};

pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut fleet = Fleet::start(&plan.bin, 1, 2).await?;
    let clients = if plan.short { 20 } else { 50 };
    let flows: Vec<Value> = (0..plan.flows.max(40))
        .map(|i| {
            let steps: Vec<Value> = (0..6)
                .map(|k| {
                    if k % 3 == 2 {
                        json!({ "type": "sleep", "ms": 60 })
                    } else {
                        json!({ "type": "set", "var": "k", "value": k })
                    }
                })
                .collect();
            json!({ "name": format!("ws-{i}"), "steps": steps })
        })
        .collect();
    let run = fleet.client.execute(&flows, &json!({})).await?;
    let deadline = Instant::now() + Duration::from_secs(90);
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..clients {
        tasks.spawn(follow(fleet.client.clone(), run.clone(), deadline, plan.seed + n));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    fleet.restart_api().await?;
    let over = fleet.client.finished(&run, Duration::from_secs(80)).await?;
    let stored = fleet.client.events(&run).await?;
    invariants::gapless(&mut report, "the stored log", &stored);
    invariants::ends_exactly_once(&mut report, &over, &stored);
    let (mut cuts, mut whole) = (0, 0);
    while let Some(joined) = tasks.join_next().await {
        let (seen, cut) = joined??;
        cuts += cut;
        if seen == stored {
            whole += 1;
        } else {
            let first = seen.iter().zip(&stored).position(|(a, b)| a != b);
            report.check(
                false,
                format!("a client saw {} of {} events, first difference at {first:?}", seen.len(), stored.len()),
            );
        }
    }
    report
        .count(format!("{clients} clients, {cuts} cuts, {} events; {whole} saw the whole log in order", stored.len()));
    stop(fleet, &mut report).await?;
    Ok(report)
}

/// Follows the run over sockets that are dropped after a random while; everything seen, and the number of cuts.
async fn follow(client: Client, run: String, deadline: Instant, seed: u64) -> anyhow::Result<(Vec<Value>, usize)> {
    let mut dice = StdRng::seed_from_u64(seed);
    let (mut seen, mut cuts) = (Vec::<Value>::new(), 0);
    while Instant::now() < deadline {
        let after = seen.last().and_then(|e| e["seq"].as_i64()).unwrap_or(0);
        let until = deadline.min(Instant::now() + Duration::from_millis(dice.random_range(200..2000)));
        match client.tail(&run, after, until, |e| e["type"] == "run.finished").await {
            Ok(part) => seen.extend(part),
            // the api is being started again
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        if seen.last().is_some_and(|e| e["type"] == "run.finished") {
            return Ok((seen, cuts));
        }
        cuts += 1;
    }
    Ok((seen, cuts))
}
