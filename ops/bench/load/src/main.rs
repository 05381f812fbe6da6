//! `ops/bench/load/run`: what the API does under load, as numbers beside their goals. Exit code 1 when a goal is missed.
//!
//! Everything runs on this machine over loopback, with a Postgres and a Redis of its own; the load generator takes its share of the
//! cores, so quiet machines give better numbers than busy ones.

mod backlog;
mod chat;
mod peer;
mod sockets;
mod stack;
mod timing;

use std::path::PathBuf;

use clap::Parser;

use stack::Stack;

/// Numbers of the API under load.
#[derive(Debug, Parser)]
struct Args {
    /// The `flowtilla` to measure; a release build
    #[arg(long)]
    bin: PathBuf,
    /// Python with fastapi, uvicorn and asyncpg; without it there is no comparison
    #[arg(long)]
    python: Option<PathBuf>,
    /// Only these: sockets, peer, backlog, chat
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// WebSockets at once
    #[arg(long, default_value_t = 1000)]
    sockets: usize,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Executions that wait
    #[arg(long, default_value_t = 100_000)]
    backlog: usize,
}

/// One number beside its goal.
pub struct Figure {
    pub what: String,
    pub value: String,
    pub goal: &'static str,
    pub met: bool,
}

impl Figure {
    #[must_use]
    pub fn new(what: impl Into<String>, value: impl Into<String>, goal: &'static str, met: bool) -> Self {
        Self { what: what.into(), value: value.into(), goal, met }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let _first = rustls::crypto::ring::default_provider().install_default();
    let args = Args::parse();
    stack::allow_many_files();
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|only| only == name);
    let mut figures = Vec::new();
    if wanted("sockets") {
        let stack = Stack::start(&args.bin).await?;
        figures.extend(sockets::measure(&stack, args.sockets, args.seconds).await?);
        stack.stop().await;
    }
    if wanted("peer") {
        match &args.python {
            Some(python) => {
                let stack = Stack::start(&args.bin).await?;
                figures.extend(peer::measure(&stack, python, args.seconds).await?);
                stack.stop().await;
            }
            None => eprintln!("peer: left out, as no --python is given"),
        }
    }
    if wanted("backlog") {
        let stack = Stack::start(&args.bin).await?;
        figures.extend(backlog::measure(&stack, args.backlog, args.seconds).await?);
        stack.stop().await;
    }
    if wanted("chat") {
        let (model, settings) = chat::model().await?;
        let stack = Stack::start_with(&args.bin, settings).await?;
        figures.extend(chat::measure(&stack).await?);
        stack.stop().await;
        model.stop().await;
    }
    println!("{:<58} {:>22}  {:<14}", "what", "measured", "goal");
    for figure in &figures {
        let met = if figure.met { "" } else { "MISSED" };
        println!("{:<58} {:>22}  {:<14} {met}", figure.what, figure.value, figure.goal);
    }
    if figures.iter().any(|figure| !figure.met) {
        std::process::exit(1);
    }
    Ok(())
}
