//! `retention`, `backup` and `projects rules`, against servers that somebody else runs.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::process::Command;

use cli::{Bench, Daemon, finish};
use flowtilla_shared::local::{Durability, LocalPostgres, LocalRedis};
use nix::sys::signal::Signal;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_checked_and_put_back_and_old_runs_go() {
    let bench = Bench::new();
    let (postgres, redis) = (bench.path("pg"), bench.path("redis"));
    let (postgres, redis) =
        tokio::try_join!(LocalPostgres::start(&postgres, Durability::Throwaway), LocalRedis::start(&redis, false))
            .unwrap();
    let with = |database: &str, data: &str, args: &[&str]| -> Command {
        let mut command = bench.command(args);
        command
            .env("DATABASE_URL", postgres.url_of(database))
            .env("REDIS_URL", redis.url())
            .env("FLOWTILLA_STORAGE__DIR", bench.path(data))
            .env("FLOWTILLA_API__REQUIRE_KEY", "false");
        command
    };
    let run = |args: &[&str]| finish(with("postgres", "data", args));
    assert_eq!(run(&["migrate"]).code, Some(0));
    let api = Daemon::spawn(with("postgres", "data", &["api", "--listen", "127.0.0.1:0"]));
    let worker = Daemon::quiet(with("postgres", "data", &["worker", "--concurrency", "1"]));
    bench.write("flow.yaml", "name: Alone\nsteps:\n  - set: { var: x, value: 1 }\n  - expect: { var: x, equals: 1 }\n");
    let ran = run(&["run", "flow.yaml", "--server", &api.url]);
    assert_eq!(ran.code, Some(0), "{ran:?}");

    let rules = run(&["projects", "rules", "default", "--set", "artifacts=7d", "--set", "executions_per_day=1000"]);
    assert_eq!(rules.code, Some(0), "{rules:?}");
    let rules: Value = serde_json::from_str(&rules.stdout).unwrap();
    assert_eq!(rules["own"]["retention"]["artifacts"], "7d");
    assert_eq!(
        (&rules["quotas"]["executions_per_day"], &rules["usage"]["executions_today"]),
        (&1000.into(), &1.into())
    );
    let wrong = run(&["projects", "rules", "default", "--set", "artifact=7d"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.stderr.contains("did you mean `artifacts`?"), "{}", wrong.stderr);

    // everything goes on while it is made
    let dir = bench.path("backup");
    let dir = dir.to_str().unwrap();
    let made = run(&["backup", "create", dir]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.stdout.starts_with("Made: "), "{}", made.stdout);
    assert_eq!(run(&["backup", "create", dir]).code, Some(3), "a backup goes into a directory of its own");
    assert_eq!(run(&["backup", "verify", dir]).code, Some(0));
    let full = run(&["backup", "restore", dir]);
    assert_eq!(full.code, Some(3), "{full:?}");
    assert!(full.stderr.contains("not empty"), "{}", full.stderr);

    let dry = run(&["retention", "--dry-run", "--orphans", "--json"]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    let dry: Value = serde_json::from_str(&dry.stdout).unwrap();
    assert_eq!((dry["dry_run"].as_bool(), dry["removed"].as_array().map(Vec::len)), (Some(true), Some(0)), "{dry}");
    let done = run(&["retention"]);
    assert!(done.stdout.contains("Nothing is older"), "{done:?}");

    assert_eq!(worker.stop(Signal::SIGTERM).code, Some(0));
    assert_eq!(api.stop(Signal::SIGTERM).code, Some(0));

    // another database, another place for artifacts; api and worker go on there
    let doctor = finish({
        let mut command = bench.command(&["doctor"]);
        command.env("DATABASE_URL", postgres.url_of("postgres")).env("REDIS_URL", redis.url());
        command
    });
    assert!(doctor.stdout.contains("clock: Postgres") && doctor.stdout.contains("Postgres settings"), "{doctor:?}");
    let make =
        Command::new("psql").args(["--dbname", &postgres.url(), "--command", "CREATE DATABASE restored"]).output();
    assert!(make.unwrap().status.success());
    let there = |args: &[&str]| finish(with("restored", "other", args));
    let restored = there(&["backup", "restore", dir, "--json"]);
    assert_eq!(restored.code, Some(0), "{restored:?}");
    let restored: Value = serde_json::from_str(&restored.stdout).unwrap();
    assert_eq!(restored["executions_in_doubt"], 0);
    let api = Daemon::spawn(with("restored", "other", &["api", "--listen", "127.0.0.1:0"]));
    let worker = Daemon::quiet(with("restored", "other", &["worker", "--concurrency", "1"]));
    let ran = there(&["run", "flow.yaml", "--server", &api.url, "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(worker.stop(Signal::SIGTERM).code, Some(0));
    assert_eq!(api.stop(Signal::SIGTERM).code, Some(0));
    redis.stop().await;
    postgres.stop().await;
}
