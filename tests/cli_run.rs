//! `flowtilla run` on the demo shop, with a server of its own and with a given one.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::{fs, time::Duration};

use cli::{Bench, Daemon, eventually, family, sample};
use nix::sys::signal::Signal;
use serde_json::Value;

fn shop(bench: &Bench) -> (Daemon, String) {
    let shop = Daemon::start(bench, &["demo", "--listen", "127.0.0.1:0"]);
    let param = format!("base_url={}", shop.url);
    (shop, param)
}

#[test]
fn without_a_server_it_runs_reports_and_leaves_nothing() {
    let bench = Bench::new();
    let args = [
        "run",
        &sample("sign-in.yaml"),
        &sample("failing"),
        "--demo",
        "--html",
        "out/report.html",
        "--junit",
        "out/junit.xml",
    ];
    let ended = bench.run(&args);
    println!("two flows with a server of their own: {:?}", ended.took);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("1 passed, 1 failed"), "{}", ended.stdout);
    assert!(ended.stdout.contains("The total is €35.00") && ended.stdout.contains("Call log:"), "{}", ended.stdout);
    let screenshot = fs::read_dir(bench.path("flowtilla-results")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.to_string_lossy().ends_with(".jpg").then(|| fs::read(path).unwrap())
    });
    assert!(screenshot.unwrap().len() > 1000, "no screenshot was kept");
    let html = fs::read_to_string(bench.path("out/report.html")).unwrap();
    assert!(html.contains("src=\"data:image/") && html.contains("Wrong total") && !html.contains("<script"));
    let junit = fs::read_to_string(bench.path("out/junit.xml")).unwrap();
    assert!(
        junit.contains("tests=\"2\"") && junit.contains("failures=\"1\"") && junit.contains("[[ATTACHMENT|/"),
        "{junit}"
    );
    assert_eq!(bench.left_over(), Vec::<String>::new());
}

#[test]
fn with_a_server_it_prints_json_and_stores_nothing_there() {
    let bench = Bench::new();
    let (_shop, base_url) = shop(&bench);
    let dev = Daemon::start(&bench, &["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    let flows = [sample("buy-a-teapot.yaml"), sample("sign-in.yaml"), sample("rate-in-shadow.yaml")];
    let [buy, sign_in, rate] = &flows;
    let ended = bench.run(&["run", buy, sign_in, rate, "--server", &dev.url, "--param", &base_url, "--json"]);
    println!("three flows on a running server: {:?}", ended.took);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let run: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&run["status"], &run["counts"]["passed"]), (&"passed".into(), &3.into()));
    assert_eq!(run["executions"][0]["source"], flows[0].as_str(), "in the order of the files");

    let events = bench.run(&["run", sign_in, "--server", &dev.url, "--param", &base_url, "--output", "ndjson"]);
    let events: Vec<Value> = events.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<i64> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>(), "every event once, in order");
    assert_eq!((&events[0]["type"], &events.last().unwrap()["type"]), (&"run.queued".into(), &"run.finished".into()));
    assert!(!bench.path("flowtilla-results").exists(), "nothing failed");
}

#[test]
fn flows_with_errors_are_not_run() {
    let bench = Bench::new();
    bench.write("good.yaml", "name: Good\nsteps:\n  - set: { var: x, value: 1 }\n");
    bench.write("bad.yaml", "name: Bad\nsteps:\n  - clik: Buy\n");
    let ended = bench.run(&["run", "good.yaml", "bad.yaml"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.stderr.contains("bad.yaml:3:") && ended.stderr.contains("nothing was run"), "{}", ended.stderr);
}

#[test]
fn values_come_from_params_secrets_and_the_environment() {
    let bench = Bench::new();
    bench.write("part.yaml", "name: Part\nparams: { n: 0 }\nsteps:\n  - expect: { var: n, equals: 7 }\n");
    bench.write(
        "flow.yaml",
        "name: Values\ntags: [values]\nsteps:\n  - expect: { var: user, equals: ada }\n  - set: { var: greeting, value: '{{env.GREETING}}' }\n  \
         - expect: { var: greeting, equals: hello }\n  - set: { var: pin, value: '{{secret.shop_pin}}' }\n  \
         - expect: { var: pin, matches: '^geheim-[7]$' }\n  - run_flow: { flow: part.yaml, params: { n: '{{n}}' } }\n",
    );
    bench.write("other.yaml", "name: Other\nsteps:\n  - expect: { var: nothing, equals: 1 }\n");
    let run = |args: &[&str]| {
        let mut all =
            vec!["run", "flow.yaml", "other.yaml", "--tag", "values", "--param", "user=ada", "--param", "n:=7"];
        all.extend(args);
        let mut command = bench.command(&all);
        command.env("GREETING", "hello");
        cli::finish(command)
    };
    let missing = run(&[]);
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.stderr.contains("FLOWTILLA_SECRET_SHOP_PIN"), "{}", missing.stderr);
    let given = run(&["--secret", "shop_pin=geheim-7", "--json"]);
    assert_eq!(given.code, Some(0), "{given:?}");
    assert!(!given.stdout.contains("geheim-7"), "the secret is in the result");
    let refused = run(&["--secret", "shop_pin=geheim-7", "--server", "http://127.0.0.1:1"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("--secret works only without --server"), "{}", refused.stderr);
}

#[test]
fn ctrl_c_and_the_time_out_cancel_the_run_first() {
    let bench = Bench::new();
    bench.write("nap.yaml", "name: Nap\nsteps:\n  - sleep: 60000\n");
    let dev = Daemon::start(&bench, &["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    let timed_out = bench.run(&["run", "nap.yaml", "--server", &dev.url, "--timeout", "1s"]);
    assert_eq!(timed_out.code, Some(4), "{timed_out:?}");

    let mut command = bench.command(&["run", "nap.yaml", "--server", &dev.url, "--output", "ndjson"]);
    command.env("RUST_LOG", "error");
    let running = Daemon::spawn(command); // its first line is the first event
    let interrupted = running.stop(Signal::SIGINT);
    assert_eq!(interrupted.code, Some(130), "{interrupted:?}");
    let last: Value = serde_json::from_str(interrupted.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["type"], &last["data"]["status"]),
        (&"run.finished".into(), &"cancelled".into()),
        "{}",
        interrupted.stdout
    );
    assert!(interrupted.took < Duration::from_secs(10), "{:?}", interrupted.took);
}

#[test]
fn ctrl_c_without_a_server_leaves_nothing_running() {
    let bench = Bench::new();
    bench.write("nap.yaml", "name: Nap\nsteps:\n  - sleep: 60000\n");
    let running = Daemon::spawn(bench.command(&["run", "nap.yaml", "--output", "ndjson"]));
    let below = family(running.pid());
    assert!(below.len() > 3, "{below:?}");
    let ended = running.stop(Signal::SIGINT);
    assert_eq!(ended.code, Some(130), "{ended:?}");
    eventually("every process is gone", Duration::from_secs(5), || !below.iter().any(cli::Process::is_alive));
    assert_eq!(bench.left_over(), Vec::<String>::new());
}

#[test]
fn a_server_that_is_not_there_ends_with_3() {
    let bench = Bench::new();
    bench.write("flow.yaml", "name: Good\nsteps:\n  - set: { var: x, value: 1 }\n");
    let ended = bench.run(&["run", "flow.yaml", "--server", "http://127.0.0.1:1"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("cannot be reached"), "{}", ended.stderr);
}
