//! The command line: what there is, in the order in which people need it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    command,
    exit::{Exit, Failure},
};

/// Browser tests that people can read, run in parallel in real browsers.
#[derive(Debug, Parser)]
#[command(name = "flowtilla", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  flowtilla dev                               everything in one process, at http://127.0.0.1:8000
  flowtilla run flows/*.yaml                  run flows; no server needed
  flowtilla run flows/ --junit out.xml        … in CI
  flowtilla flow lint flows/*.yaml            check flows without running them

Exit codes: 0 passed, 1 a flow failed, 2 usage or lint, 3 infrastructure, 4 time-out, 130 Ctrl-C.
Standard output is data, standard error is messages.";

/// Options of every subcommand.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Read this file instead of ./flowtilla.toml and the user's config.toml
    #[arg(long, global = true, value_name = "FILE", help_heading = "Options everywhere")]
    pub config: Option<PathBuf>,
    /// Say more; twice: everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Options everywhere")]
    pub verbose: u8,
    /// Say only errors
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Options everywhere")]
    pub quiet: bool,
    /// Colours on the terminal
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help_heading = "Options everywhere")]
    pub color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything in one process: Postgres, Redis, API and worker
    Dev(command::dev::Args),
    /// Run flows and report; starts what it needs, or uses --server
    Run(Box<command::run::Args>),
    /// Write down what you do in a browser, as a flow
    Record(command::record::Args),
    /// Check, format and describe flow files
    #[command(subcommand)]
    Flow(command::flow::Command),
    /// Serve the API against given Postgres and Redis
    Api(command::api::Args),
    /// Run a worker daemon against given Postgres and Redis
    Worker(command::worker::Args),
    /// Bring the database's schema up to date, or tell how it stands
    Migrate(command::migrate::Args),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Keys(command::keys::Command),
    /// Make and list projects
    #[command(subcommand)]
    Projects(command::projects::Command),
    /// Put secrets away, list and delete them, and change the key that seals them
    #[command(subcommand)]
    Secrets(command::secrets::Command),
    /// Make, list and delete profiles: saved login states
    #[command(subcommand)]
    Profiles(command::profiles::Command),
    /// Remove what is older than the rules say, or tell what that would be
    Retention(command::retention::Args),
    /// Make a backup of everything, check one, put one back
    #[command(subcommand)]
    Backup(command::backup::Command),
    /// Show the settings and where they come from
    #[command(subcommand)]
    Config(command::config::Command),
    /// Look for what usually is missing
    Doctor(command::doctor::Args),
    /// Open the demo shop that the sample flows run on
    Demo(command::demo::Args),
    /// Serve the scripted language model: three APIs, answers from scenarios, faults on demand
    DemoModel(command::demo_model::Args),
    /// Print the OpenAPI document of the REST API
    Openapi,
    /// Print the AsyncAPI document of sockets and streams
    Asyncapi,
    /// Ask a URL for its health; exit code 0 when it answers with success
    Healthcheck(command::healthcheck::Args),
    /// Print the completion script of a shell
    Completions(command::completions::Args),
    /// Print the version
    Version(command::version::Args),
    /// Watch over one browser process (started by the worker)
    #[command(hide = true)]
    Supervise,
}

impl Cli {
    /// Carries out the subcommand.
    pub fn run(self) -> Result<Exit, Failure> {
        let globals = &self.globals;
        match globals.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        match self.command {
            Command::Dev(args) => args.run(globals),
            Command::Run(args) => args.run(globals),
            Command::Record(args) => args.run(globals),
            Command::Flow(command) => command.run(),
            Command::Api(args) => args.run(globals),
            Command::Worker(args) => args.run(globals),
            Command::Migrate(args) => args.run(globals),
            Command::Keys(command) => command.run(globals),
            Command::Projects(command) => command.run(globals),
            Command::Secrets(command) => command.run(globals),
            Command::Profiles(command) => command.run(globals),
            Command::Retention(args) => args.run(globals),
            Command::Backup(command) => command.run(globals),
            Command::Config(command) => command.run(globals),
            Command::Doctor(args) => args.run(globals),
            Command::Demo(args) => args.run(globals),
            Command::DemoModel(args) => args.run(globals),
            Command::Openapi => command::documents::openapi(),
            Command::Asyncapi => command::documents::asyncapi(),
            Command::Healthcheck(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Version(args) => args.run(),
            // handled before the command line is read
            Command::Supervise => Ok(Exit::Usage),
        }
    }
}
