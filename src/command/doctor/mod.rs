//! `flowtilla doctor`: looks for what usually is missing or set wrong, and says what to do.
//!
//! What is looked at and how it is judged are kept apart: judgements are functions of what was found, so that each bad case is tested
//! without making a machine ill.

mod browsers;
mod files;
mod machine;
mod servers;

use serde_json::{Value, json};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 3 when something that is needed is missing or wrong.")]
pub struct Args {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// How one look ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Good,
    /// Works, with a disadvantage.
    Weak,
    Bad,
}

impl Mark {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Weak => "weak",
            Self::Bad => "bad",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    what: &'static str,
    mark: Mark,
    detail: String,
    /// What to do about it.
    advice: Option<String>,
}

fn finding(what: &'static str, mark: Mark, detail: impl Into<String>) -> Finding {
    Finding { what, mark, detail: detail.into(), advice: None }
}

fn good(what: &'static str, detail: impl Into<String>) -> Finding {
    finding(what, Mark::Good, detail)
}

impl Finding {
    fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl Args {
    /// Looks, and tells.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let loaded = settings::start(globals, Vec::new(), true, Some("error"))?;
        let mut config = loaded.config.clone();
        let mut findings = browsers::look(&config.browser);
        findings.extend(machine::look(&config.browser));
        findings.extend(files::look(&loaded));
        if config.storage.dir.as_os_str().is_empty() {
            config.storage.dir = settings::default_data_dir()?;
        }
        findings.extend(machine::disk(&config.storage.dir));
        let runtime = settings::runtime()?;
        findings.push(runtime.block_on(machine::desktops()));
        findings.extend(runtime.block_on(servers::look(&config)));
        self.tell(&findings)?;
        let bad = findings.iter().any(|finding| finding.mark == Mark::Bad);
        Ok(if bad { Exit::Infrastructure } else { Exit::Passed })
    }

    fn tell(&self, findings: &[Finding]) -> Result<(), Failure> {
        if self.json {
            let told = |Finding { what, mark, detail, advice }: &Finding| json!({ "what": what, "ok": *mark != Mark::Bad, "mark": mark.word(), "detail": detail, "advice": advice });
            let all: Vec<Value> = findings.iter().map(told).collect();
            anstream::println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        for Finding { what, mark, detail, advice } in findings {
            let sign = match mark {
                Mark::Good => "\u{1b}[32m✓\u{1b}[0m",
                Mark::Weak => "\u{1b}[33m!\u{1b}[0m",
                Mark::Bad => "\u{1b}[31m✕\u{1b}[0m",
            };
            anstream::println!("{sign} {what:24} {detail}");
            if let Some(advice) = advice {
                anstream::println!("  {:24} → {advice}", "");
            }
        }
        Ok(())
    }
}
