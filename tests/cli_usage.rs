//! What needs no server: help, exit codes, lint, format, settings.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use cli::Bench;
use serde_json::Value;

#[test]
fn help_shows_examples_and_exit_codes_and_every_subcommand_has_help() {
    let bench = Bench::new();
    let help = bench.run(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.stdout.contains("flowtilla run flows/*.yaml") && help.stdout.contains("Exit codes: 0 passed"));
    let listed = help.stdout.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    // what goes on in a second line stands further in
    let first = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names: Vec<&str> = listed
        .lines()
        .filter(first)
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 12 && !names.contains(&"supervise"), "{names:?}");
    for name in names {
        let help = bench.run(&[name, "--help"]);
        assert_eq!(help.code, Some(0), "{name} --help");
        assert!(help.stdout.contains("Usage: flowtilla"), "{name} --help");
    }
}

#[test]
fn a_wrong_call_ends_with_2_and_says_so_on_standard_error() {
    let bench = Bench::new();
    for args in [
        &["teleport"][..],
        &["run"],
        &["run", "nowhere.yaml"],
        &["dev", "--listen", "somewhere"],
        &["worker"],
        &["api"],
        &["migrate"],
        &["keys", "list"],
        &["run", "x.yaml", "--server", "ftp://x"],
        &["healthcheck", "file:///etc/passwd"],
    ] {
        let ended = bench.run(args);
        assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{args:?}");
        assert!(ended.stderr.contains("error"), "{args:?}: {}", ended.stderr);
    }
}

#[test]
fn version_and_contracts_are_data_on_standard_output() {
    let bench = Bench::new();
    let version: Value = serde_json::from_str(&bench.run(&["version", "--json"]).stdout).unwrap();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    for (args, key) in [(&["openapi"][..], "openapi"), (&["asyncapi"], "asyncapi"), (&["flow", "schema"], "$schema")] {
        let document: Value = serde_json::from_str(&bench.run(args).stdout).unwrap();
        assert!(document.get(key).is_some(), "{args:?}");
    }
    assert!(bench.run(&["flow", "reference"]).stdout.contains("`goto`"));
    assert!(bench.run(&["completions", "bash"]).stdout.contains("flowtilla"));
}

#[test]
fn lint_names_file_line_and_column_and_shows_the_line() {
    let bench = Bench::new();
    bench.write(
        "flow.yaml",
        "name: Shop\nstart_url: http://127.0.0.1:4000/\nsteps:\n  - { type: clik, target: Buy }\n  - sleep: 100\n",
    );
    let ended = bench.run(&["flow", "lint", "flow.yaml"]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stdout, @r"
    flow.yaml:4:13: error: steps[0].type: `clik` is no step type. Did you mean `click`? [unknown-type]
       |
     4 |   - { type: clik, target: Buy }
       |             ^
    ");
    assert_eq!(ended.stderr, "1 error, 0 warnings in 1 flow\n");
    let problems: Value = serde_json::from_str(&bench.run(&["flow", "lint", "flow.yaml", "--json"]).stdout).unwrap();
    assert_eq!(
        (&problems[0]["file"], &problems[0]["line"], &problems[0]["severity"]),
        (&"flow.yaml".into(), &4.into(), &"error".into())
    );
}

#[test]
fn warnings_fail_only_when_asked() {
    let bench = Bench::new();
    bench.write("flow.yaml", "name: Nap\nsteps:\n  - sleep: 100\n");
    assert_eq!(bench.run(&["flow", "lint", "flow.yaml"]).code, Some(0));
    assert_eq!(bench.run(&["flow", "lint", "flow.yaml", "--strict"]).code, Some(2));
}

#[test]
fn formatting_is_stable_and_keeps_comments() {
    let bench = Bench::new();
    let path = bench.write("flow.yaml", "name: Shop\nsteps:\n  - click: Buy\n");
    assert_eq!(bench.run(&["flow", "fmt", "flow.yaml", "--check"]).code, Some(2));
    assert_eq!(bench.run(&["flow", "fmt", "flow.yaml", "--write"]).code, Some(0));
    assert!(std::fs::read_to_string(&path).unwrap().contains("type: click"));
    assert_eq!(bench.run(&["flow", "fmt", "flow.yaml", "--check"]).code, Some(0));
    let text = "# why\nname: Shop\nsteps:\n  - click: Buy\n";
    let path = bench.write("commented.yaml", text);
    assert_eq!(bench.run(&["flow", "fmt", "commented.yaml", "--write"]).code, Some(0));
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.starts_with("# why\n") && written.contains("type: click"), "{written}");
}

#[test]
fn settings_come_from_file_and_environment_and_say_from_where() {
    let bench = Bench::new();
    bench.write("flowtilla.toml", "[worker]\nconcurrency = 2\nname = \"kettle\"\n");
    let mut command = bench.command(&["config", "show", "--origin", "--json"]);
    command.env("FLOWTILLA_WORKER__CONCURRENCY", "3").env("DATABASE_URL", "postgres://ada:geheim@db/flows");
    let shown: Value = serde_json::from_str(&cli::finish(command).stdout).unwrap();
    assert_eq!(shown["worker.concurrency"]["value"], 3);
    assert_eq!(shown["worker.concurrency"]["origin"], "environment variable FLOWTILLA_WORKER__CONCURRENCY");
    assert_eq!(shown["worker.name"]["origin"], "flowtilla.toml:3");
    assert_eq!(shown["database.url"]["value"], "postgres://ada:***@db/flows");
    assert_eq!(shown["worker.lease"]["origin"], "default");
}

#[test]
fn a_slip_in_the_settings_is_named_and_ends_with_2() {
    let bench = Bench::new();
    bench.write("flowtilla.toml", "[worker]\nconcurency = 2\n");
    let mut command = bench.command(&["config", "show"]);
    command.env("FLOWTILLA_API__LISTN", "127.0.0.1:1");
    let ended = cli::finish(command);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("flowtilla.toml:2: unknown key `worker.concurency`; did you mean `worker.concurrency`?")
    );
    assert!(
        ended.stderr.contains("FLOWTILLA_API__LISTN: there is no such setting; did you mean FLOWTILLA_API__LISTEN?")
    );
}

#[test]
fn the_doctor_looks_at_browsers_and_servers() {
    let bench = Bench::new();
    let findings: Value = serde_json::from_str(&bench.run(&["doctor", "--json"]).stdout).unwrap();
    let what: Vec<&str> = findings.as_array().unwrap().iter().filter_map(|finding| finding["what"].as_str()).collect();
    assert_eq!(
        what,
        [
            "Chromium",
            "Chromium headless shell",
            "ChromeDriver",
            "Firefox",
            "geckodriver",
            "versions",
            "shared memory",
            "sandbox",
            "fonts",
            "localhost",
            "limits",
            "sealing key",
            "disk: artifacts",
            "disk: temporary",
            "desktops",
            "Postgres",
            "Redis"
        ]
    );
    for finding in findings.as_array().unwrap() {
        assert!(finding["mark"] == "good" || finding["advice"].is_string(), "nothing to do about {finding}");
    }
    let mut command = bench.command(&["doctor"]);
    command.env("REDIS_URL", "redis://127.0.0.1:1").env("FLOWTILLA_DATABASE__ACQUIRE_TIMEOUT", "1s");
    let ended = cli::finish(command);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stdout.contains("REDIS_URL"));
}

#[test]
fn a_health_check_of_nothing_ends_with_3() {
    let bench = Bench::new();
    let ended = bench.run(&["healthcheck", "http://127.0.0.1:1/readyz"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.stderr.contains("does not answer"), "{}", ended.stderr);
}
