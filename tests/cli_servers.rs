//! `migrate`, `keys`, `api` and `worker` against servers that somebody else runs.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::process::Command;

use cli::{Bench, Daemon, finish};
use flowtilla_shared::local::{Durability, LocalPostgres, LocalRedis};
use nix::sys::signal::Signal;
use serde_json::Value;

struct Servers {
    postgres: LocalPostgres,
    redis: LocalRedis,
}

impl Servers {
    async fn start(bench: &Bench) -> Self {
        let (postgres, redis) = (bench.path("pg"), bench.path("redis"));
        let (postgres, redis) =
            tokio::try_join!(LocalPostgres::start(&postgres, Durability::Throwaway), LocalRedis::start(&redis, false))
                .unwrap();
        Self { postgres, redis }
    }

    fn command(&self, bench: &Bench, args: &[&str]) -> Command {
        let mut command = bench.command(args);
        command
            .env("DATABASE_URL", self.postgres.url())
            .env("REDIS_URL", self.redis.url())
            .env("FLOWTILLA_STORAGE__DIR", bench.path("data"));
        command
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_and_a_worker_of_their_own_run_flows_for_a_key() {
    let bench = Bench::new();
    let servers = Servers::start(&bench).await;
    let run = |args: &[&str]| finish(servers.command(&bench, args));

    assert_eq!(run(&["migrate", "status"]).code, Some(3), "nothing is migrated yet");
    let early = run(&["api", "--listen", "127.0.0.1:0"]);
    assert_eq!(early.code, Some(3), "{early:?}");
    assert!(early.stderr.contains("flowtilla migrate"), "{}", early.stderr);
    assert_eq!(run(&["migrate"]).code, Some(0));
    assert!(run(&["migrate", "up"]).stdout.contains("nothing was missing"));
    assert_eq!(run(&["migrate", "status"]).code, Some(0));

    let made = run(&["keys", "create", "ci", "--scope", "read", "--scope", "run", "--scope", "approve", "--json"]);
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with("ft_") && key.len() == 46, "{key}");
    let listed = run(&["keys", "list"]);
    assert!(
        listed.stdout.contains("ci") && listed.stdout.contains("valid") && !listed.stdout.contains(key),
        "{}",
        listed.stdout
    );

    let api = Daemon::spawn(servers.command(&bench, &["api", "--listen", "127.0.0.1:0"]));
    let args = ["worker", "--concurrency", "2", "--name", "kettle", "--drain-timeout", "5s"];
    let worker = Daemon::quiet(servers.command(&bench, &args));
    bench.write("flow.yaml", "name: Alone\nsteps:\n  - set: { var: x, value: 1 }\n  - expect: { var: x, equals: 1 }\n");
    let without = run(&["run", "flow.yaml", "--server", &api.url]);
    assert_eq!(without.code, Some(2), "{without:?}");
    assert!(without.stderr.contains("401") && without.stderr.contains("--key"), "{}", without.stderr);
    let with = run(&["run", "flow.yaml", "--server", &api.url, "--key", key, "--json"]);
    assert_eq!(with.code, Some(0), "{with:?}");
    let ran: Value = serde_json::from_str(&with.stdout).unwrap();
    assert_eq!(ran["executions"][0]["worker"], "kettle");

    assert_eq!(run(&["keys", "revoke", id]).code, Some(0));
    assert_eq!(
        run(&["run", "flow.yaml", "--server", &api.url, "--key", key]).code,
        Some(2),
        "a revoked key still works"
    );

    let drained = worker.stop(Signal::SIGTERM);
    assert_eq!(drained.code, Some(0), "{drained:?}");
    assert_eq!(api.stop(Signal::SIGTERM).code, Some(0));
    servers.redis.stop().await;
    servers.postgres.stop().await;
}
