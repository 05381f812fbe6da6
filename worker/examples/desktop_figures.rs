//! What a desktop costs on this machine: `cargo run --release -p flowtilla-worker --example desktop_figures`.
//!
//! Prints one JSON object: medians in milliseconds, memory in MiB; with a path as its argument it leaves a screenshot there. Needs what `ops/install-deps --desktop` installs.

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use flowtilla_worker::{
    desktop::{Action, Bash, Button, Desktop, Desktops, Error, Point, Shown, Spec},
    supervise,
};
use serde_json::json;

const ROUNDS: usize = 40;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    if args.next_if(|word| word == "sandbox-init").is_some() {
        return flowtilla_worker::desktop::sandbox_init(args);
    }
    if args.next_if(|word| word == "supervise").is_some() {
        return supervise::supervise(args);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(measure())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e:#}");
            ExitCode::FAILURE
        }
    }
}

fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).copied().map_or(0.0, ms)
}

/// Proportional memory of everything below a desktop's supervisor, in MiB.
fn memory(desktop: &Desktop) -> u64 {
    let pids = desktop.pid().map(supervise::family).unwrap_or_default();
    let kib: u64 = pids
        .into_iter()
        .filter_map(|pid| std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok())
        .filter_map(|text| {
            text.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse::<u64>().ok())
        })
        .sum();
    kib / 1024
}

async fn measure() -> anyhow::Result<()> {
    let scratch: PathBuf = std::env::temp_dir().join(format!("fd-{:08x}", rand::random::<u32>()));
    let desktops = Desktops::open(std::env::current_exe()?, &scratch).await?;
    let (mut starts, mut first) = (Vec::new(), None);
    for _ in 0..5 {
        let begun = Instant::now();
        let desktop = desktops.start(Spec::default()).await?;
        desktop.hand().shot(&Shown::plain(desktop.hand().size())).await?.png()?;
        starts.push(begun.elapsed());
        match first {
            None => first = Some(desktop),
            Some(_) => desktop.end().await,
        }
    }
    let Some(desktop) = first else { anyhow::bail!("no desktop") };
    let bare = memory(&desktop);
    desktop.inside().start("chromium", &["--no-first-run", "about:blank"]).await?;
    desktop.inside().start("mousepad", &[]).await?;
    let until = Instant::now() + Duration::from_secs(60);
    while desktop.hand().front().await?.is_none_or(|title| !title.contains("Mousepad")) && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    desktop.hand().settle().await?;
    let figures = acts(&desktop).await?;
    if let Some(path) = std::env::args_os().nth(1) {
        std::fs::write(path, desktop.hand().look().await?.png()?)?;
    }
    let all = json!({
        "probed": desktops.probed(), "create_to_first_screenshot_ms": median(starts), "memory_bare_mib": bare,
        "memory_with_browser_mib": memory(&desktop), "rounds": ROUNDS, "acts": figures,
        "optimised": !cfg!(debug_assertions),
    });
    println!("{}", serde_json::to_string_pretty(&all)?);
    desktop.end().await;
    Ok(())
}

async fn acts(desktop: &Desktop) -> Result<serde_json::Value, Error> {
    let (hand, shown) = (desktop.hand(), Shown::plain(desktop.hand().size()));
    let mut shots = Vec::new();
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        bytes = hand.shot(&shown).await?.png()?.len();
        shots.push(begun.elapsed());
    }
    let mut clicks = Vec::new();
    for round in 0..ROUNDS {
        // the menu of the desktop: opens, closes, opens
        let (button, x) = if round % 2 == 0 { (Button::Right, 1270) } else { (Button::Left, 10) };
        let click = Action::Click { button, count: 1, at: Some(Point { x, y: 5 }), held: None };
        let begun = Instant::now();
        hand.act(&click, &shown).await?;
        hand.settle().await?;
        hand.shot(&shown).await?.png()?;
        clicks.push(begun.elapsed());
    }
    let text = "The quick brown fox jumps over the lazy dog 1234567.";
    let mut typed = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        hand.type_text(text).await?;
        typed.push(begun.elapsed());
    }
    let mut bash = Bash::new(desktop.inside().clone());
    bash.run("true", Duration::from_secs(30)).await?;
    let mut commands = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        bash.run("true", Duration::from_secs(30)).await?;
        commands.push(begun.elapsed());
    }
    Ok(json!({
        "screenshot_ms": median(shots), "screenshot_bytes": bytes, "click_settle_screenshot_ms": median(clicks),
        "type_52_characters_ms": median(typed), "bash_round_trip_ms": median(commands),
    }))
}
