//! The arguments of `run`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::ValueEnum;
use flowtilla_shared::{
    config::{Environment, Setting},
    domain::flow::{BrowserName, Evidence, Keep, Pictures, Viewport},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::select::Shard;
use crate::exit::{Failure, usage};

/// Where evidence of failures goes when nobody says.
const ARTIFACTS: &str = "flowtilla-results";
const SECRET_PREFIX: &str = "FLOWTILLA_SECRET_";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla run flows/*.yaml
  flowtilla run login.yaml --param user=ada --secret shop_password=…
  flowtilla run ops/demo/flows/*.yaml --demo
  flowtilla run flows/ --browser chromium --browser firefox
  flowtilla run flows/ --tag smoke --workers 4 --junit out.xml --html report.html
  flowtilla run flows/ --server https://flows.example.org --key ft_…
  flowtilla run flows/ --shard 2/5 --github --max-failures 10
  flowtilla run flows/ --last-failed --retries 2 --fail-on-flaky

Without --server it starts Postgres, Redis, API and worker for itself and removes them at the end.
Exit codes: 0 all passed, 1 a flow failed, 2 usage or lint (nothing was run), 3 infrastructure or not to be judged, 4 time-out,
130 Ctrl-C (the run is cancelled first).")]
pub struct Args {
    /// Flow files, directories with flow files, or `-` for standard input
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,
    /// Value of `{{k}}`; `k:=v` reads v as JSON
    #[arg(long = "param", value_name = "K=V", value_parser = param)]
    pub params: Vec<(String, Value)>,
    /// Value of `{{secret.k}}`; also FLOWTILLA_SECRET_K. Without --server only
    #[arg(long = "secret", value_name = "K=V", value_parser = pair)]
    secrets: Vec<(String, String)>,
    /// A flow with `profile: NAME` begins logged in; the flow in FILE logs in, once for the whole run
    #[arg(long = "profile", value_name = "NAME=FILE", value_parser = pair)]
    pub profiles: Vec<(String, String)>,
    /// Keep profiles here between runs, sealed with the key in your data directory. Without --server only
    #[arg(long, value_name = "DIR")]
    pub profiles_dir: Option<PathBuf>,
    /// Variables for `{{env.…}}` beside the environment and ./.env
    #[arg(long, value_name = "FILE")]
    pub env_file: Vec<PathBuf>,
    /// Run only flows with one of these tags
    #[arg(long = "tag", value_name = "TAG", help_heading = "Which flows")]
    pub tags: Vec<String>,
    /// Run only flows whose file, name or @tag matches this regular expression
    #[arg(long, value_name = "PATTERN", help_heading = "Which flows")]
    pub grep: Option<String>,
    /// Leave out flows whose file, name or @tag matches this regular expression
    #[arg(long, value_name = "PATTERN", help_heading = "Which flows")]
    pub grep_invert: Option<String>,
    /// Run only flows that did not pass when they were last run here
    #[arg(long, help_heading = "Which flows")]
    pub last_failed: bool,
    /// Run only the I-th of N shares, balanced by how long the flows took when they were last run
    #[arg(long, value_name = "I/N", help_heading = "Which flows")]
    pub shard: Option<Shard>,
    /// Print the flows that would be run, and run none
    #[arg(long, help_heading = "Which flows")]
    pub list: bool,
    /// Where times and failures are remembered [default: .flowtilla/history.json]
    #[arg(long, value_name = "FILE", env = "FLOWTILLA_HISTORY", help_heading = "Which flows")]
    pub history: Option<PathBuf>,
    /// Run every flow once for each of these page sizes
    #[arg(long = "viewport", value_name = "WxH", value_parser = viewport, help_heading = "How often")]
    pub viewports: Vec<Viewport>,
    /// Rows of values for the params (CSV or JSON), in place of the flows' own `data`: an execution for each
    #[arg(long, value_name = "FILE", help_heading = "How often")]
    pub data: Option<PathBuf>,
    /// Run every flow this often
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100), help_heading = "How often")]
    pub repeat_each: Option<u32>,
    /// Cancel the run after this many flows that did not pass
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "How often")]
    pub max_failures: Option<u32>,
    /// A flow that passed only on a later attempt makes the exit code 1
    #[arg(long, help_heading = "How often")]
    pub fail_on_flaky: bool,
    /// Use this server instead of starting one
    #[arg(long, env = "FLOWTILLA_SERVER", value_name = "URL", help_heading = "Where")]
    pub server: Option<String>,
    /// API key for the server
    #[arg(long, env = "FLOWTILLA_KEY", hide_env_values = true, help_heading = "Where")]
    pub key: Option<String>,
    /// Flows to run at once [default: from cores and memory]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Where")]
    workers: Option<u16>,
    /// Chromium to use
    #[arg(long, value_enum, help_heading = "Where")]
    engine: Option<Engine>,
    /// Browser to use, whatever the flows say; given several times, every flow runs once in each
    #[arg(long = "browser", value_enum, value_delimiter = ',', help_heading = "Where")]
    browsers: Vec<Browser>,
    /// Open the demo shop for the run; `{{base_url}}` is its address
    #[arg(long, help_heading = "Where")]
    pub demo: bool,
    /// Show the browser windows (needs a display)
    #[arg(long, help_heading = "Where")]
    headed: bool,
    /// Further attempts of a flow that does not pass
    #[arg(long, value_name = "N", help_heading = "How often")]
    pub retries: Option<u32>,
    /// Take new pictures where screenshots differ or have none to compare with
    #[arg(long)]
    pub update_snapshots: bool,
    /// Longest time for the whole run, e.g. `120s`
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub timeout: Option<Duration>,
    /// Pictures of the page: before and after every step, or of failures
    #[arg(long, value_name = "always|on_failure|never", value_parser = word::<Pictures>, help_heading = "Evidence")]
    screenshots: Option<Pictures>,
    /// A film of each flow [default: on, when given without a word]
    #[arg(long, value_name = "on|retain_on_failure|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", value_parser = word::<Keep>, help_heading = "Evidence")]
    video: Option<Keep>,
    /// A trace.zip of each flow for Playwright's trace viewer
    #[arg(long, value_name = "on|retain_on_failure|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", value_parser = word::<Keep>, help_heading = "Evidence")]
    trace: Option<Keep>,
    /// What the pages wrote to their console
    #[arg(long, value_name = "on|retain_on_failure|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", value_parser = word::<Keep>, help_heading = "Evidence")]
    console: Option<Keep>,
    /// Requests and responses of each flow
    #[arg(long, value_name = "on|retain_on_failure|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", value_parser = word::<Keep>, help_heading = "Evidence")]
    network: Option<Keep>,
    /// All of these, always
    #[arg(long, help_heading = "Evidence")]
    evidence: bool,
    /// Write a JUnit report
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub junit: Option<PathBuf>,
    /// Write a CTRF report (Common Test Report Format)
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub ctrf: Option<PathBuf>,
    /// Write Allure results into this directory
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub allure: Option<PathBuf>,
    /// Write a summary in Markdown
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub markdown: Option<PathBuf>,
    /// Print GitHub annotations on the lines of failed steps; also into $GITHUB_STEP_SUMMARY and $GITHUB_OUTPUT
    #[arg(long, help_heading = "Reports")]
    pub github: bool,
    /// Write an HTML report, one file with everything in it
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub html: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long, help_heading = "Reports", conflicts_with = "output")]
    pub json: bool,
    /// Print every event as it happens
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Reports")]
    pub output: Option<Output>,
    /// Keep all artifacts here [default: those of failures in ./flowtilla-results]
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub artifacts_dir: Option<PathBuf>,
}

/// How events are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// One JSON document a line.
    Ndjson,
}

/// Which Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The headless shell: fast
    Shell,
    /// The whole browser
    Full,
}

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Browser {
    Chromium,
    Firefox,
    /// Whichever is there
    Any,
}

impl Args {
    /// Refuses combinations that make no sense.
    pub fn refuse_contradictions(&self) -> Result<(), Failure> {
        if self.server.is_some() {
            let local = [
                (!self.secrets.is_empty(), "--secret"),
                (self.profiles_dir.is_some(), "--profiles-dir"),
                (self.headed, "--headed"),
                (self.workers.is_some(), "--workers"),
            ];
            if let Some((_, flag)) = local.into_iter().find(|(given, _)| *given) {
                return Err(usage!(
                    "{flag} works only without --server; the server's workers have their own secrets and settings"
                ));
            }
        }
        if self.engine.is_some() && self.browsers.contains(&Browser::Firefox) {
            return Err(usage!("--engine chooses between Chromiums; --browser firefox has none"));
        }
        if self.headed && self.engine == Some(Engine::Shell) {
            return Err(usage!("--headed needs the full engine; the shell has no windows"));
        }
        Ok(())
    }

    /// Secrets by lower-case name: flags over the environment.
    pub fn secrets(&self, environment: &Environment) -> BTreeMap<String, String> {
        let of_environment =
            environment.iter().filter_map(|(name, value)| Some((name.strip_prefix(SECRET_PREFIX)?, value)));
        let of_flags = self.secrets.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        of_environment.chain(of_flags).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect()
    }

    /// Settings of the server that is started for `flows` flows.
    pub fn flags(&self, flows: usize) -> Vec<Setting> {
        let mut flags = vec![
            Setting::flag("run", "api.listen", "127.0.0.1:0"),
            Setting::flag("run", "api.require_key", false),
            Setting::flag("run", "api.public_url", ""),
        ];
        if let Some(workers) = self.workers {
            let most = i64::try_from(flows.max(1)).unwrap_or(i64::MAX);
            flags.push(Setting::flag("--workers", "worker.concurrency", i64::from(workers).min(most)));
        }
        // `upload` by path means files beside the person
        if let Ok(here) = std::env::current_dir() {
            flags.push(Setting::flag("run", "worker.upload_dir", here.display().to_string()));
        }
        if self.headed {
            flags.push(Setting::flag("--headed", "browser.headed", true));
        }
        flags
    }

    /// The engine that every flow gets, when one was asked for.
    pub fn engine(&self) -> Option<&'static str> {
        match (self.engine, self.headed) {
            (Some(Engine::Shell), _) => Some("shell"),
            (Some(Engine::Full), _) | (None, true) => Some("full"),
            (None, false) => None,
        }
    }

    /// What is to be kept, when anything was asked for.
    pub fn evidence(&self) -> Option<Evidence> {
        let asked = Evidence {
            screenshots: self.screenshots,
            video: self.video,
            trace: self.trace,
            console: self.console,
            network: self.network,
            outline: None,
        };
        let asked = if self.evidence { asked.or(Evidence::all()) } else { asked };
        (asked != Evidence::default()).then_some(asked)
    }

    /// The browsers that every flow gets, each once, when any was asked for.
    pub fn browsers(&self) -> Vec<BrowserName> {
        let mut names = Vec::new();
        for browser in &self.browsers {
            let name = match browser {
                Browser::Chromium => BrowserName::Chromium,
                Browser::Firefox => BrowserName::Firefox,
                Browser::Any => BrowserName::Any,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub fn artifacts_dir(&self) -> &Path {
        self.artifacts_dir.as_deref().unwrap_or(Path::new(ARTIFACTS))
    }
}

fn viewport(text: &str) -> Result<Viewport, String> {
    let sides =
        text.split_once(['x', '×']).and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    match sides {
        Some((width, height)) if (100..=10_000).contains(&width) && (100..=10_000).contains(&height) => {
            Ok(Viewport { width, height })
        }
        _ => Err("expected WIDTHxHEIGHT in CSS pixels, such as 390x844".into()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.into(), value.into())),
        _ => Err("expected NAME=VALUE".into()),
    }
}

/// One of the words of an enumeration; the error lists them.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(Value::String(text.to_owned())).map_err(|error| error.to_string())
}

fn param(text: &str) -> Result<(String, Value), String> {
    let (name, value) = pair(text)?;
    match name.strip_suffix(':') {
        Some(name) => {
            Ok((name.into(), serde_json::from_str(&value).map_err(|error| format!("`{value}` is no JSON: {error}"))?))
        }
        None => Ok((name, Value::String(value))),
    }
}
