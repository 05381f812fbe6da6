//! `flowtilla record`: writes down what a person does in a visible browser, as a flow.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use flowtilla_shared::{config::Setting, domain::flow};
use flowtilla_worker::driver::{Recorded, Scribe};

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
    signals::Signals,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla record http://127.0.0.1:4000/ -o login.yaml
  flowtilla record https://example.org/ --name 'Find a teapot' > teapot.yaml

Clicks, typing, choices, uploads, tabs, dialogs and what is entered into the address bar become steps. To expect something, point at
it, hold Alt and press A (it is visible), T (its text) or V (its value); Alt+H records that the pointer rests there.
Ctrl-C, or closing the last window, ends the recording and writes the flow. Passwords become {{secret.…}} and are not kept.")]
pub struct Args {
    /// Where the recording begins
    url: String,
    /// Write the flow here instead of to standard output; a file that exists is not overwritten
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the flow is called [default: from the file's name or the host]
    #[arg(long)]
    name: Option<String>,
    /// Overwrite the file
    #[arg(long, requires = "output")]
    force: bool,
    /// Record without a window, for tests that send the input themselves
    #[arg(long, hide = true)]
    headless: bool,
}

impl Args {
    /// Records until Ctrl-C or until the browser is closed.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let url = url::Url::parse(&self.url)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()))
            .ok_or_else(|| usage!("`{}` is no http:// or https:// address", self.url))?;
        if let Some(path) = self.output.as_deref().filter(|path| path.exists() && !self.force) {
            return Err(usage!("{} exists already; give another name, or --force", path.display()));
        }
        let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
        if !self.headless && !has_display {
            return Err(Failure::with(
                Exit::Infrastructure,
                anyhow::anyhow!(
                    "recording needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set. On a machine with a screen run this \
                     in a terminal of its desktop; over SSH use `ssh -X`; on a server start a virtual display and look at it by VNC"
                ),
            ));
        }
        let flags = vec![Setting::flag("record", "browser.headed", !self.headless)];
        let config = settings::start(globals, flags, false, Some("warn"))?.config;
        let name = self.name.clone().unwrap_or_else(|| name_of(self.output.as_deref(), &url));
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let scratch = tempfile::tempdir().context("there is no room for temporary files")?;
            let supervisor = std::env::current_exe().context("the path of this program is not known")?;
            let scribe = Scribe::start(&config.browser, supervisor, scratch.path(), url.as_str()).await?;
            if self.headless {
                anstream::eprintln!("recording {}", serde_json::to_string(&scribe.handle())?);
            } else {
                anstream::eprintln!("Recording; Ctrl-C or closing the window ends it.");
            }
            let recorded = scribe.record(&name, signals.stop.clone()).await?;
            self.write(&recorded)
        })
    }

    fn write(&self, recorded: &Recorded) -> Result<Exit, Failure> {
        let yaml = flow::to_yaml(&recorded.flow);
        match &self.output {
            Some(path) => {
                std::fs::write(path, yaml).with_context(|| format!("{} cannot be written", path.display()))?;
                let steps = recorded.flow.steps.len();
                anstream::eprintln!("{steps} steps written to {}", path.display());
            }
            None => std::io::stdout().write_all(yaml.as_bytes()).context("the flow cannot be printed")?,
        }
        for warning in &recorded.warnings {
            anstream::eprintln!("{warning}");
        }
        for secret in &recorded.secrets {
            let variable = format!("FLOWTILLA_SECRET_{}", secret.to_uppercase());
            anstream::eprintln!(
                "The flow needs the secret `{secret}`: set {variable}, or pass --secret {secret}=… to `flowtilla run`."
            );
        }
        Ok(Exit::Passed)
    }
}

/// `find-a-teapot.yaml` → `Find a teapot`.
fn name_of(output: Option<&Path>, url: &url::Url) -> String {
    let stem = output.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().replace(['-', '_'], " "));
    let stem =
        stem.filter(|stem| !stem.trim().is_empty()).unwrap_or_else(|| url.host_str().unwrap_or("Recorded").into());
    let mut letters = stem.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).take(200).collect()).unwrap_or_default()
}
