#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{fs, path::PathBuf};

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Environment {
    Environment::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

fn written(dir: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn flags_beat_the_environment_which_beats_the_nearer_file_which_beats_the_farther_file() {
    let dir = tempfile::tempdir().unwrap();
    let far = written(
        &dir,
        "config.toml",
        "[worker]\nconcurrency = 1\nname = 'far'\ndrain_timeout = '1s'\n[log]\nfilter = 'far'\n",
    );
    let near = written(&dir, "flowtilla.toml", "[worker]\nconcurrency = 2\nname = \"near\"\ndrain_timeout = '2s'\n");
    let sources = Sources {
        flags: vec![Setting::flag("--concurrency", "worker.concurrency", 4)],
        environment: environment(&[("FLOWTILLA_WORKER__CONCURRENCY", "3"), ("FLOWTILLA_WORKER__NAME", "env")]),
        files: vec![far.clone(), near.clone(), dir.path().join("missing.toml")],
        required: false,
    };
    let loaded = load(&sources).unwrap();
    assert_eq!(loaded.config.worker.concurrency, 4);
    assert_eq!(loaded.config.worker.name, "env");
    assert_eq!(loaded.config.worker.drain_timeout, Duration::from_secs(2));
    assert_eq!(loaded.config.log.filter, "far");
    assert_eq!(loaded.config.worker.lease, Duration::from_secs(8));
    let origin = |key: &str| loaded.origins[key].to_string();
    assert_eq!(origin("worker.concurrency"), "flag --concurrency");
    assert_eq!(origin("worker.name"), "environment variable FLOWTILLA_WORKER__NAME");
    assert_eq!(origin("worker.drain_timeout"), format!("{}:4", near.display()));
    assert_eq!(origin("log.filter"), format!("{}:6", far.display()));
    assert_eq!(origin("worker.lease"), "default");
}

#[test]
fn prices_of_models_are_tables_in_the_file_and_in_the_environment() {
    let dir = tempfile::tempdir().unwrap();
    let text = "[models]\nretries = 1\n\n[models.prices.\"openai/llama3.3\"]\ninput = 0.5\noutput = 1.5\n";
    let file = written(&dir, "flowtilla.toml", text);
    let sources = Sources { files: vec![file], ..Sources::default() };
    let config = load(&sources).unwrap().config;
    assert_eq!((config.models.prices["openai/llama3.3"].output, config.models.retries), (1.5, 1));
    let inline = [("FLOWTILLA_MODELS__PRICES", "{ sonnet = { input = 3, output = 15.5 } }")];
    let config = load(&Sources { environment: environment(&inline), ..Sources::default() }).unwrap().config;
    assert_eq!(config.models.prices["sonnet"].output, 15.5);
    let wrong = [("FLOWTILLA_MODELS__PRICES", "3 dollars")];
    let problems = load(&Sources { environment: environment(&wrong), ..Sources::default() }).unwrap_err().problems;
    assert!(problems[0].contains("expected a table"), "{problems:?}");
}

#[test]
fn well_known_names_count_and_lose_against_our_own_names() {
    let sources = Sources {
        environment: environment(&[
            ("DATABASE_URL", "postgres://flat/x"),
            ("REDIS_URL", "redis://flat"),
            ("FLOWTILLA_REDIS__URL", "redis://own"),
            ("ENABLE_METRICS", "1"),
            ("WEBDRIVER_URL", ""),
            ("FLOWTILLA_API__ALLOWED_ORIGINS", "http://a.test, http://b.test"),
            ("FLOWTILLA_SECRET_SHOP", "teapot"),
        ]),
        ..Sources::default()
    };
    let config = load(&sources).unwrap().config;
    assert_eq!(config.database.url, "postgres://flat/x");
    assert_eq!(config.redis.url, "redis://own");
    assert!(config.telemetry.metrics);
    assert_eq!(config.browser.webdriver_url, "");
    assert_eq!(config.api.allowed_origins, ["http://a.test", "http://b.test"]);
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let secret = written(&dir, "url", "postgres://u:p@h/db\n");
    let name = secret.display().to_string();
    let sources = Sources { environment: environment(&[("DATABASE_URL_FILE", &name)]), ..Sources::default() };
    let loaded = load(&sources).unwrap();
    assert_eq!(loaded.config.database.url, "postgres://u:p@h/db");
    assert_eq!(masked(&leaves(&loaded.config)["database.url"]), "\"postgres://u:***@h/db\"");
}

#[test]
fn everything_wrong_is_told_at_once_with_its_place_and_the_near_name() {
    let dir = tempfile::tempdir().unwrap();
    let file = written(
        &dir,
        "flowtilla.toml",
        "top = 1\n[worker]\nconcurency = 4\nlease = 'soon'\n[wroker]\nname = 'x'\n[browser]\nengine = 'gecko'\n",
    );
    let sources = Sources {
        environment: environment(&[
            ("FLOWTILLA_API_LISTEN", "127.0.0.1:1"),
            ("FLOWTILLA_WORKER__CONCURRENCY", "many"),
            ("FLOWTILLA_TEAPOT", "x"),
        ]),
        files: vec![file.clone()],
        ..Sources::default()
    };
    let text = load(&sources).unwrap_err().to_string().replace(&dir.path().display().to_string(), "DIR");
    insta::assert_snapshot!(text, @r#"
    DIR/flowtilla.toml:1: `top` stands outside a section; write it below a line such as `[worker]`
    environment variable FLOWTILLA_API_LISTEN: there is no such setting; did you mean FLOWTILLA_API__LISTEN?
    environment variable FLOWTILLA_TEAPOT: there is no such setting; `flowtilla config show` lists all keys
    environment variable FLOWTILLA_WORKER__CONCURRENCY: expected a whole number, found `many`
    DIR/flowtilla.toml:3: unknown key `worker.concurency`; did you mean `worker.concurrency`?
    DIR/flowtilla.toml:4: `worker.lease` is not valid: invalid value: string "soon", expected a duration such as `30s`
    DIR/flowtilla.toml:6: unknown key `wroker.name`; did you mean `worker.name`?
    DIR/flowtilla.toml:8: `browser.engine` must be one of `auto`, `shell`, `full`, and not `gecko`
    "#);
}

#[test]
fn a_dotenv_file_fills_in_what_the_environment_does_not_have() {
    let dir = tempfile::tempdir().unwrap();
    let dotenv = written(&dir, ".env", "# shop\nexport A=1\nB=\"two words\" # note\nC='3'\nD=4 # four\n");
    let mut environment = environment(&[("C", "real")]);
    environment.fill_from(&dotenv).unwrap();
    let all: Vec<_> = environment.iter().collect();
    assert_eq!(all, [("A", "1"), ("B", "two words"), ("C", "real"), ("D", "4")]);
    let broken = written(&dir, "broken", "A=1\nnonsense\n");
    assert!(environment.fill_from(&broken).unwrap_err().ends_with("broken:2: expected `NAME=value`, found `nonsense`"));
}

#[test]
fn a_file_that_was_named_must_exist() {
    let sources = Sources { files: vec![PathBuf::from("/nowhere/f.toml")], required: true, ..Sources::default() };
    assert!(load(&sources).unwrap_err().to_string().starts_with("/nowhere/f.toml: cannot be read"));
}

#[test]
fn the_defaults_do_not_contradict_each_other() {
    assert_eq!(load(&Sources::default()).unwrap().config, Config::default());
}
