//! `flowtilla dev` as a process: it starts, answers, stops in order, and leaves nothing, whatever ends it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::time::{Duration, Instant};

use cli::{Bench, Daemon, directories, eventually, family};
use nix::sys::signal::Signal;

/// Longest time in which everything must be gone after `kill -9`.
const GONE: Duration = Duration::from_secs(20);

#[test]
fn dev_prints_one_address_answers_there_and_stops_in_order() {
    let bench = Bench::new();
    let dev = Daemon::start(&bench, &["dev", "--ephemeral", "--listen", "127.0.0.1:0", "--demo"]);
    assert!(dev.url.starts_with("http://127.0.0.1:"), "{}", dev.url);
    println!("started in {:?}", dev.started);
    assert_eq!(bench.run(&["healthcheck", &format!("{}/health", dev.url)]).code, Some(0));
    let below = family(dev.pid());
    let dirs = directories(&below);
    assert!(below.len() > 3 && !dirs.is_empty(), "postgres and redis are children: {below:?}");
    let ended = dev.stop(Signal::SIGINT);
    println!("stopped in {:?}", ended.took);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(ended.stdout, "", "the address is the only line");
    assert!(ended.stderr.contains("Demo shop: http://127.0.0.1:") && ended.stderr.contains("Stopped after"));
    // a supervisor ends a moment after its worker
    eventually("every process is gone", Duration::from_secs(5), || !below.iter().any(cli::Process::is_alive));
    assert_eq!(bench.left_over(), Vec::<String>::new());
    assert!(dirs.iter().all(|dir| !dir.exists()), "left on the disk: {dirs:?}");
}

#[test]
fn data_stays_in_its_directory_and_a_second_start_is_quick() {
    let bench = Bench::new();
    let data = bench.path("data").display().to_string();
    let args = ["dev", "--listen", "127.0.0.1:0", "--data-dir", &data];
    let first = Daemon::start(&bench, &args);
    let begun = first.started;
    assert_eq!(first.stop(Signal::SIGTERM).code, Some(0));
    let second = Daemon::start(&bench, &args);
    println!("first start {begun:?}, second start {:?}", second.started);
    assert!(second.started < begun, "the database was made anew");
    assert_eq!(second.stop(Signal::SIGTERM).code, Some(0));
}

#[test]
fn kill_9_leaves_no_process_and_no_directory() {
    let bench = Bench::new();
    let dev = Daemon::start(&bench, &["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    // with a browser among the children
    let warm =
        || family(dev.pid()).iter().filter(|process| process.command.join(" ").contains(" --type=")).count() >= 2;
    let end = Instant::now() + Duration::from_secs(60);
    while !warm() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    if !warm() {
        panic!("no browser is warm after a minute: {}", dev.stop(Signal::SIGTERM).stderr);
    }
    let below = family(dev.pid());
    let dirs = directories(&below);
    assert!(below.len() > 8, "{below:?}");
    let ended = dev.stop(Signal::SIGKILL);
    assert_eq!(ended.code, None);
    eventually("every process is gone", GONE, || !below.iter().any(cli::Process::is_alive));
    eventually("every directory is gone", GONE, || {
        bench.left_over().is_empty() && !dirs.iter().any(|dir| dir.exists())
    });
}

#[test]
fn a_taken_port_is_named_and_nothing_stays() {
    let bench = Bench::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = bench.run(&["dev", "--ephemeral", "--listen", &address]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains(&address) && ended.stderr.contains("--listen"), "{}", ended.stderr);
    eventually("the directory is gone", GONE, || bench.left_over().is_empty());
}

#[test]
fn a_database_that_does_not_answer_is_named() {
    let bench = Bench::new();
    let mut command = bench.command(&["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    command.env("DATABASE_URL", "postgres://flowtilla@127.0.0.1:1/x").env("FLOWTILLA_DATABASE__ACQUIRE_TIMEOUT", "1s");
    let ended = cli::finish(command);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("Postgres cannot be reached"), "{}", ended.stderr);
    eventually("the directory is gone", GONE, || bench.left_over().is_empty());
}
