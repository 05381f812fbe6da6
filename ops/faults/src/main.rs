//! Fault scenarios: real api and worker processes, real Postgres, Redis and Chromium, and something that goes wrong.
//!
//! Every scenario prints what it counted and ends non-zero when an invariant breaks. Traffic goes to loopback only, and
//! every scenario ends by itself. The demo shop's order file is the witness: it stands outside the system and counts
//! every `POST /orders` per token.

mod client;
mod fleet;
mod invariants;
mod network;
mod scenarios;
mod spread;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use clap::{Parser, ValueEnum};

/// What is broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// A random worker dies by SIGKILL every 3 s while flows place orders.
    KillWorkers,
    /// Redis dies five times, without persistence.
    RedisRestart,
    /// Postgres is down for a while under running flows.
    PgDown,
    /// A worker is frozen for three leases and thawed again.
    ZombieWorker,
    /// A worker dies, its browser session does not: another worker goes on in it.
    ResumeSession,
    /// A drained worker hands its live browser session to another one.
    HandOver,
    /// Worker, chromedriver and browser die by SIGKILL; nothing may be left.
    Orphans,
    /// Fifty socket clients are cut at random and must see the whole log in order.
    WsResume,
    /// Two apis and four workers on hosts of their own are replaced one by one under load, while the schema moves on.
    RollingRestart,
    /// Thousands of executions of one project, ten of another.
    FairShare,
    /// All of them, one after the other.
    All,
}

#[derive(Debug, Parser)]
#[command(
    about = "Break things on purpose and check what is promised",
    after_help = "Example: flowtilla-faults kill-workers --flows 100 --seed 7"
)]
struct Arguments {
    scenario: Scenario,
    /// The flowtilla binary whose processes are started.
    #[arg(long)]
    bin: PathBuf,
    /// Flows of `kill-workers`.
    #[arg(long, default_value_t = 100)]
    flows: usize,
    /// Fewer flows and shorter outages, for CI.
    #[arg(long)]
    short: bool,
    /// What the random choices start from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What every scenario is told.
pub struct Plan {
    pub bin: PathBuf,
    pub flows: usize,
    pub short: bool,
    pub seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(why) = rustls::crypto::ring::default_provider().install_default() {
        eprintln!("cannot choose the TLS provider: {why:?}");
        return ExitCode::from(3);
    }
    let plan = Plan {
        bin: arguments.bin,
        flows: if arguments.short { arguments.flows.min(24) } else { arguments.flows },
        short: arguments.short,
        seed: arguments.seed,
    };
    let chosen: Vec<_> = if arguments.scenario == Scenario::All {
        Scenario::value_variants().iter().copied().filter(|s| *s != Scenario::All).collect()
    } else {
        vec![arguments.scenario]
    };
    let mut broken = 0;
    for scenario in chosen {
        tokio::select! {
            more = judge(scenario, &plan) => broken += more,
            _ = tokio::signal::ctrl_c() => {
                println!("   interrupted: everything that was started is stopped");
                return ExitCode::from(130);
            }
        }
    }
    println!("{} invariants broken", broken);
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one scenario and prints what it counted; returns how many promises broke. One that could not be carried out, because
/// something did not start, is tried once more: no promise was put to the test.
async fn judge(scenario: Scenario, plan: &Plan) -> usize {
    let name = scenario.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
    let begun = Instant::now();
    println!("-- {name} (seed {})", plan.seed);
    for last in [false, true] {
        match scenarios::run(scenario, plan).await {
            Ok(report) => {
                for line in &report.counts {
                    println!("   {line}");
                }
                for line in &report.broken {
                    println!("   BROKEN: {line}");
                }
                let verdict = if report.broken.is_empty() { "held" } else { "BROKEN" };
                println!("   {name}: {verdict} in {:.1} s", begun.elapsed().as_secs_f64());
                return report.broken.len();
            }
            Err(why) if last => println!("   BROKEN: {name} could not be carried out: {why:#}"),
            Err(why) => println!("   FLAKY: {name} could not be carried out, once more: {why:#}"),
        }
    }
    1
}
