//! What a desktop costs on this machine: `cargo run --release -p flowtilla-worker --example desktop_figures`.
//!
//! Prints one JSON object: medians in milliseconds, memory in MiB; with a path as its argument it leaves a screenshot there. Needs what
//! `ops/install-deps --desktop` installs. Where `xdotool` and `scrot` are installed too, what they need for the same click is measured
//! beside it, with the fixed wait of two seconds that goes with them elsewhere.

#[path = "../tests/desktop_kit/viewer.rs"]
mod viewer;

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use flowtilla_shared::door::{DoorSecret, knock};
use flowtilla_worker::{
    desktop::{Action, Bash, Behind, Button, Desktop, Desktops, Door, Error, Point, Screens, Shown, Spec, Wanted},
    supervise,
};
use serde_json::json;
use viewer::Viewer;

const ROUNDS: usize = 40;
/// Desktops with a browser each, at once.
const AT_ONCE: usize = 4;

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

fn median(times: Vec<Duration>) -> f64 {
    part(times, 50)
}

/// The time that `percent` of them do not exceed.
fn part(mut times: Vec<Duration>, percent: usize) -> f64 {
    times.sort();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().map_or(0.0, ms)
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
    let desktops = Desktops::open(std::env::current_exe()?, &scratch, Wanted::Best).await?;
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
    let updates = updates(&desktop).await?;
    let figures = acts(&desktop).await?;
    let beside = others(&desktop).await?;
    if let Some(path) = std::env::args_os().nth(1) {
        std::fs::write(path, desktop.hand().look().await?.png()?)?;
    }
    let with_browser = memory(&desktop);
    desktop.end().await;
    let all = json!({
        "probed": desktops.probed(), "create_to_first_screenshot_ms": median(starts), "memory_bare_mib": bare,
        "memory_with_browser_mib": with_browser, "rounds": ROUNDS, "acts": figures, "rfb_update": updates,
        "xdotool_and_scrot": beside, "at_once": at_once(&desktops).await?,
        "optimised": !cfg!(debug_assertions),
    });
    println!("{}", serde_json::to_string_pretty(&all)?);
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

/// From a change of the screen (a character in a terminal) to its picture at a VNC client behind the door.
async fn updates(desktop: &Desktop) -> anyhow::Result<serde_json::Value> {
    desktop.inside().start("xterm", &[]).await?;
    // xterm has a title of the old kind only, which reads as none
    until_front(desktop, |title| title.is_empty()).await?;
    desktop.hand().settle().await?;
    let (id, secret) = (uuid::Uuid::new_v4(), DoorSecret::random());
    let behind = Behind { secret: secret.clone(), socket: desktop.rfb_socket(), ended: desktop.ended().clone() };
    let screens: Screens = std::sync::Arc::new(move |asked| (asked == id).then(|| behind.clone()));
    let door = Door::open(None, "", screens).await?;
    let mut viewer = Viewer::new(knock(door.address(), id, &secret).await?).await;
    let (whole, next) = ([3, 0, 0, 0, 0, 0, 5, 0, 3, 32], [3, 1, 0, 0, 0, 0, 5, 0, 3, 32]);
    viewer.look().await;
    viewer.say(&whole, false).await;
    viewer.update().await;
    let mut times = Vec::new();
    for round in 0..ROUNDS * 2 {
        viewer.say(&next, false).await;
        // whatever was still on its way
        while tokio::time::timeout(Duration::from_millis(60), viewer.update()).await.is_ok() {
            viewer.say(&next, false).await;
        }
        let begun = Instant::now();
        desktop.hand().type_text(if round % 8 == 7 { "\u{8}" } else { "x" }).await?;
        if tokio::time::timeout(Duration::from_secs(5), viewer.update()).await.is_err() {
            anyhow::bail!("a character did not arrive");
        }
        times.push(begun.elapsed());
    }
    Ok(json!({ "p50_ms": part(times.clone(), 50), "p95_ms": part(times, 95) }))
}

/// The same click as in [`acts`] by `xdotool`, two seconds of waiting, and a screenshot by `scrot`; `null` where they are missing.
async fn others(desktop: &Desktop) -> anyhow::Result<serde_json::Value> {
    let mut bash = Bash::new(desktop.inside().clone());
    let long = Duration::from_secs(60);
    if !bash.run("command -v xdotool && command -v scrot", long).await?.ok() {
        return Ok(serde_json::Value::Null);
    }
    let (mut whole, mut shots) = (Vec::new(), Vec::new());
    for round in 0..6 {
        let (button, x) = if round % 2 == 0 { (3, 1270) } else { (1, 10) };
        let begun = Instant::now();
        let click = format!("xdotool mousemove --sync {x} 5 click {button}; sleep 2; scrot -o -p /tmp/shot.png");
        anyhow::ensure!(bash.run(&click, long).await?.ok(), "xdotool or scrot failed");
        whole.push(begun.elapsed());
        let begun = Instant::now();
        anyhow::ensure!(bash.run("scrot -o -p /tmp/shot.png", long).await?.ok(), "scrot failed");
        shots.push(begun.elapsed());
    }
    Ok(json!({ "click_settle_screenshot_ms": median(whole), "screenshot_ms": median(shots) }))
}

async fn until_front(desktop: &Desktop, wanted: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    let until = Instant::now() + Duration::from_secs(15);
    while desktop.hand().front().await?.is_none_or(|front| !wanted(&front)) {
        let front = desktop.hand().front().await?;
        anyhow::ensure!(Instant::now() < until, "another window than expected is in front: {front:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Several desktops at the same time, each with a browser that shows a page.
async fn at_once(desktops: &Desktops) -> anyhow::Result<serde_json::Value> {
    let begun = Instant::now();
    let starting = (0..AT_ONCE).map(|_| async {
        let desktop = desktops.start(Spec::default()).await?;
        desktop.hand().shot(&Shown::plain(desktop.hand().size())).await?.png()?;
        let first = begun.elapsed();
        desktop.inside().start("chromium", &["--no-first-run", "about:blank"]).await?;
        until_front(&desktop, |title| title.contains("Chromium")).await?;
        desktop.hand().settle().await?;
        anyhow::Ok((desktop, first, begun.elapsed()))
    });
    let (mut firsts, mut browsers, mut memories) = (Vec::new(), Vec::new(), Vec::new());
    let mut open = Vec::new();
    for started in futures_util::future::join_all(starting).await {
        let (desktop, first, browser) = started?;
        firsts.push(first);
        browsers.push(browser);
        open.push(desktop);
    }
    for desktop in &open {
        memories.push(memory(desktop));
    }
    for desktop in open {
        desktop.end().await;
    }
    Ok(json!({ "desktops": AT_ONCE, "first_screenshot_ms": part(firsts, 100), "browser_shown_ms": part(browsers, 100),
        "memory_mib_each": memories }))
}
