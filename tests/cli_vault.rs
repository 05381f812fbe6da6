//! `secrets` and `profiles` at a running server.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::{fs::File, process::Stdio};

use cli::{Bench, Daemon, Ended};
use nix::sys::signal::Signal;
use serde_json::{Value, json};

/// What must be in nothing that is printed.
const PASSWORD: &str = "t3apot-of-brass";

/// A server with a key for secrets.
fn dev(bench: &Bench) -> Daemon {
    let key = bench.run(&["secrets", "new-key"]);
    assert_eq!(key.code, Some(0), "{key:?}");
    let mut command = bench.command(&["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    command.env("FLOWTILLA_SECRETS_KEY", key.stdout.trim());
    Daemon::spawn(command)
}

/// Runs the binary with a text on its standard input.
fn fed(bench: &Bench, args: &[&str], text: &str) -> Ended {
    let path = bench.write("input.txt", text);
    let mut command = bench.command(args);
    command.stdin(Stdio::from(File::open(path).unwrap()));
    cli::finish_fed(command)
}

#[test]
fn a_secret_is_put_away_listed_used_and_deleted_and_never_shown() {
    let bench = Bench::new();
    let dev = dev(&bench);
    let server = dev.url.as_str();
    let set = fed(
        &bench,
        &["secrets", "set", "Shop_Password", "--host", "shop.example.org", "--server", server],
        &format!("{PASSWORD}\n"),
    );
    assert_eq!((set.code, set.stdout.as_str()), (Some(0), ""), "{set:?}");
    assert!(set.stderr.contains("{{secret.shop_password}}"), "{}", set.stderr);
    let otp = fed(&bench, &["secrets", "set", "otp", "--totp", "--server", server], "JBSWY3DPEHPK3PXP");
    assert!(otp.code == Some(0) && otp.stderr.contains("{{totp.otp}}"), "{otp:?}");
    for (args, text) in [
        (&["secrets", "set", "empty", "--server", server][..], ""),
        (&["secrets", "set", "bad", "--totp", "--server", server], "no base32!"),
        (&["secrets", "set", "bad", "--host", "http://a/", "--server", server], "x"),
        (&["secrets", "set", "4bad", "--server", server], "x"),
    ] {
        let refused = fed(&bench, args, text);
        assert_eq!(refused.code, Some(2), "{args:?}: {refused:?}");
    }

    let table = bench.run(&["secrets", "list", "--server", server]);
    assert!(table.stdout.contains("shop_password") && table.stdout.contains("shop.example.org"), "{table:?}");
    let listed = bench.run(&["secrets", "list", "--json", "--server", server]);
    let items: Value = serde_json::from_str(&listed.stdout).unwrap();
    let part = |item: &Value| json!([item["name"], item["kind"], item["hosts"]]);
    let items: Vec<Value> = items.as_array().unwrap().iter().map(part).collect();
    assert_eq!(items, [json!(["otp", "totp", []]), json!(["shop_password", "text", ["shop.example.org"]])]);

    bench.write(
        "flow.yaml",
        "name: Uses it\nsteps:\n  - set: { var: seen, value: \"{{secret.shop_password}}\" }\n  - log: \"It is {{seen}}\"\n  - expect: { var: seen, equals: wrong }\n",
    );
    let ran = bench.run(&["run", "flow.yaml", "--server", server, "--json", "--junit", "junit.xml"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("[secret.shop_password]"), "{}", ran.stdout);
    let junit = std::fs::read_to_string(bench.path("junit.xml")).unwrap();
    for (place, text) in [
        ("set", &set.stderr),
        ("list", &table.stdout),
        ("list --json", &listed.stdout),
        ("run", &ran.stdout),
        ("run", &ran.stderr),
        ("junit", &junit),
    ] {
        assert!(!text.contains(PASSWORD), "{place} shows the secret: {text}");
    }

    assert_eq!(bench.run(&["secrets", "rm", "shop_password", "--server", server]).code, Some(0));
    let again = bench.run(&["secrets", "rm", "shop_password", "--server", server]);
    assert!(again.code == Some(3) && again.stderr.contains("404"), "{again:?}");
    assert!(!bench.run(&["secrets", "list", "--server", server]).stdout.contains("shop_password"));
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));
}

#[test]
fn a_profile_is_made_changed_forgotten_and_deleted() {
    let bench = Bench::new();
    let dev = dev(&bench);
    let server = dev.url.as_str();
    let profiles = |args: &[&str]| bench.run(&[&["profiles"], args, &["--server", server]].concat());
    let set = profiles(&["set", "shop", "--setup-flow", "Log in", "--max-age", "12h"]);
    assert!(set.code == Some(0) && set.stderr.contains("`profile: shop`"), "{set:?}");
    let only = || {
        let listed = profiles(&["list", "--json"]);
        let items: Value = serde_json::from_str(&listed.stdout).unwrap();
        assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
        json!([
            items[0]["name"],
            items[0]["setup_flow"],
            items[0]["max_age_seconds"],
            items[0]["valid_if"],
            items[0]["state"]
        ])
    };
    assert_eq!(only(), json!(["shop", "Log in", 43200.0, null, "empty"]));
    let rule = r#"{"open": "https://shop.example.org/account", "expect": {"url": "**/account"}}"#;
    assert_eq!(profiles(&["set", "shop", "--valid-if", rule]).code, Some(0));
    let rule: Value = serde_json::from_str(rule).unwrap();
    assert_eq!(only(), json!(["shop", null, null, rule, "empty"]));
    for wrong in [
        &["set", "shop", "--valid-if", "{"][..],
        &["set", "shop", "--valid-if", r#"{"open": "https://a/", "expect": {"urrl": "x"}}"#],
        &["set", "shop", "--max-age", "soon"],
        &["set", "sh op"],
    ] {
        let refused = profiles(wrong);
        assert_eq!(refused.code, Some(2), "{wrong:?}: {refused:?}");
    }
    let forgotten = profiles(&["forget", "shop"]);
    assert!(forgotten.code == Some(0) && forgotten.stderr.contains("`shop` is empty"), "{forgotten:?}");
    let table = profiles(&["list"]);
    assert!(table.stdout.contains("SETUP FLOW") && table.stdout.contains("shop"), "{table:?}");
    assert_eq!(profiles(&["rm", "shop"]).code, Some(0));
    assert_eq!(profiles(&["list", "--json"]).stdout.trim(), "[]");
    assert_eq!(profiles(&["rm", "shop"]).code, Some(3));
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));
}
