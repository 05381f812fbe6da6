//! `flowtilla`: the one binary. Each subcommand is one file in `command/`; what several of them start is in `stack`.

mod cli;
mod command;
mod exit;
mod settings;
mod signals;
mod stack;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // before clap: a supervisor passes the arguments of another program on
    let mut args = std::env::args_os().skip(1);
    match args.next() {
        Some(first) if first == "supervise" => return flowtilla_worker::supervise::supervise(args),
        Some(first) if first == "sandbox-init" => return flowtilla_worker::desktop::sandbox_init(args),
        Some(_) | None => {}
    }
    let cli = cli::Cli::parse();
    let outcome = cli.run();
    flowtilla_shared::telemetry::traces::stop();
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            anstream::eprintln!("\u{1b}[1;31merror\u{1b}[0m: {failure}");
            failure.exit.into()
        }
    }
}
