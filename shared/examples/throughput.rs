//! How many executions without browser steps go through rows, journal and events in a second:
//! `cargo run -p flowtilla-shared --release --example throughput [executions] [tasks]`.
//!
//! It starts a durable Postgres of its own in a temporary directory, queues one run, and lets the tasks claim, journal
//! one `set` step and finish, as the worker does.
#![expect(clippy::unwrap_used, reason = "an example may panic")]

use std::{os::unix::fs::PermissionsExt, time::Instant};

use flowtilla_shared::{
    config,
    domain::{
        journal::{JournalWrite, StepRecord},
        outcome::Outcome,
        status::StepStatus,
    },
    local::{Durability, LocalPostgres},
    store::Store,
    testing::{claim_by, new_run},
};

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<usize>().unwrap());
    let (executions, tasks) = (args.next().unwrap_or(2000), args.next().unwrap_or(4));
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let postgres = LocalPostgres::start(&dir.path().join("postgres"), Durability::Full).await.unwrap();
    let store = Store::connect(&config::Database { url: postgres.url(), ..Default::default() }).await.unwrap();
    store.migrate().await.unwrap();

    let begun = Instant::now();
    let run = store.runs().create(new_run(executions)).await.unwrap();
    println!("{executions} executions queued in {:.0?}", begun.elapsed());
    let begun = Instant::now();
    let work = (0..tasks).map(|n| tokio::spawn(work(store.clone(), format!("w{n}"))));
    futures_util::future::join_all(work).await.into_iter().for_each(Result::unwrap);
    let took = begun.elapsed();
    let rate = executions as f64 / took.as_secs_f64();
    println!("{executions} executions by {tasks} tasks in {took:.2?}: {rate:.0}/s");
    let summary = store.runs().summary(run.run.project_id, run.run.id).await.unwrap();
    assert_eq!(summary.counts.passed as usize, executions);
    store.close().await;
    postgres.stop().await;
}

async fn work(store: Store, name: String) {
    let by = claim_by(&name);
    while let Some(claimed) = store.executions().claim_next(&by).await.unwrap() {
        let lease = store.executions().begin_attempt(&claimed).await.unwrap().lease;
        let step = StepRecord {
            index: 0,
            path: "steps[0]".into(),
            step_type: "set".into(),
            label: None,
            once: false,
            repeatable: true,
            status: StepStatus::Passed,
            duration_ms: Some(0),
            error: None,
            artifacts: Vec::new(),
            vars: serde_json::Map::from_iter([("a".to_owned(), 1.into())]),
            unannounced: true,
        };
        let write = JournalWrite { finished: vec![step], ..JournalWrite::default() };
        store.executions().finish(&lease, Outcome::passed(), write).await.unwrap();
    }
}
