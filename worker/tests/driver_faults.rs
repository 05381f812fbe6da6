//! Crashes, hangs and kills: every one ends in a clear error or a fresh browser, and nothing stays behind.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use driver_site::{Endpoint, Pool, Site};
use flowtilla_shared::{config, domain::outcome::ErrorKind};
use flowtilla_worker::driver::ContextOptions;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;

fn kill_now(pid: i32) {
    let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
}

/// The pool's processes whose command line holds these words.
fn named(pool: &Pool, words: &[&str]) -> Vec<i32> {
    let line =
        |pid: &i32| std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default().replace('\0', " ");
    pool.family().into_iter().filter(|pid| words.iter().all(|w| line(pid).contains(w))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crashed_tab_says_so_at_once_and_the_browser_goes_on() {
    let site = Site::start(&[("/", "<p>x</p>")]).await;
    let pool = Pool::local().await;
    let mut page = pool.open().await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    for renderer in named(&pool, &["--type=renderer"]) {
        kill_now(renderer);
    }
    let began = Instant::now();
    let error =
        page.fails(json!({ "type": "expect", "target": { "text": "y" }, "to": "visible" }), ErrorKind::Crash).await;
    assert!(error.message.contains("tab crashed"), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    page.close().await;
    let mut page = pool.open().await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    page.close().await;
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_browser_chromedriver_or_supervisor_leaves_nothing_and_the_next_open_is_fresh() {
    let site = Site::start(&[("/", "<p>x</p>")]).await;
    let pool = Pool::local().await;
    for victim in [
        &["chromium-headless-shell", "--remote-debugging-port"][..],
        &["chromedriver", "--port"],
        &["supervise", "--dir"],
    ] {
        let mut page = pool.open().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let before = pool.family();
        let victims = named(&pool, victim);
        assert!(!victims.is_empty(), "no process is {victim:?}");
        // The first of its kind is the parent of the others.
        kill_now(*victims.iter().min().unwrap());
        let error =
            page.fails(json!({ "type": "expect", "target": { "text": "y" }, "to": "visible" }), ErrorKind::Crash).await;
        assert!(error.message.contains("died"), "{error:?}");
        let until = Instant::now() + Duration::from_secs(2);
        while before.iter().any(|pid| driver_site::lives(*pid)) {
            assert!(
                Instant::now() < until,
                "{victim:?}: left {:?}",
                before.iter().filter(|p| driver_site::lives(**p)).collect::<Vec<_>>()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        page.close().await;
    }
    let mut page = pool.open().await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    page.close().await;
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_no_process_and_no_directory() {
    let program = std::env::current_exe().unwrap();
    let mut worker = Command::new(program)
        .args(["--ignored", "--exact", "--nocapture", "a_worker_that_waits_to_be_killed"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(worker.stdout.take().unwrap()).lines();
    let scratch = lines.map_while(Result::ok).find_map(|l| l.strip_prefix("SCRATCH ").map(str::to_owned)).unwrap();
    let pids = driver_site::family_of(worker.id() as i32);
    assert!(pids.len() > 5, "the worker has no browser: {pids:?}");
    worker.kill().unwrap();
    worker.wait().unwrap();
    let until = Instant::now() + Duration::from_secs(2);
    loop {
        let alive: Vec<_> = pids.iter().filter(|p| driver_site::lives(**p)).collect();
        let files = std::fs::read_dir(&scratch).map_or(0, |d| d.count());
        if alive.is_empty() && files == 0 {
            break;
        }
        assert!(Instant::now() < until, "left: {alive:?}, {files} files");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!std::path::Path::new(&scratch).exists());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the victim of the test above"]
async fn a_worker_that_waits_to_be_killed() {
    let pool = Pool::local().await;
    let _page = pool.open().await;
    println!("SCRATCH {}", pool.scratch.display());
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_worker_left_is_cleared_at_the_next_start() {
    let pool = Pool::local().await;
    let scratch = pool.scratch.clone();
    std::fs::create_dir_all(scratch.join("deadbeef/t")).unwrap();
    std::fs::write(scratch.join("deadbeef.owners"), "999999 1\n").unwrap();
    let live = pool.open().await;
    let again = Pool::start_in(config::Browser::default(), scratch.clone()).await;
    assert!(!scratch.join("deadbeef").exists() && !scratch.join("deadbeef.owners").exists());
    assert!(!pool.family().is_empty(), "the sweep ended a living browser");
    live.close().await;
    again.browsers.shutdown().await;
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hung_page_ends_its_step_in_time_and_its_neighbour_goes_on() {
    const PAGE: &str = "<button onclick='for (;;);'>Spin</button><a href=#>fine</a>";
    let site = Site::start(&[("/", PAGE)]).await;
    let pool = Pool::local().await;
    let (mut page, mut neighbour) = (pool.open().await, pool.open().await);
    page.step(json!({ "type": "goto", "url": site.url })).await;
    neighbour.step(json!({ "type": "goto", "url": site.url })).await;
    let began = Instant::now();
    page.fails(json!({ "type": "click", "target": { "role": "button" }, "timeout_ms": 500 }), ErrorKind::Timeout).await;
    assert!(began.elapsed() < Duration::from_millis(2_700), "{:?}", began.elapsed());
    let began = Instant::now();
    page.fails(
        json!({ "type": "expect", "target": { "text": "never" }, "to": "visible", "timeout_ms": 500 }),
        ErrorKind::Timeout,
    )
    .await;
    assert!(began.elapsed() < Duration::from_millis(2_700), "{:?}", began.elapsed());
    neighbour.step(json!({ "type": "click", "target": { "role": "link" } })).await;
    assert!(page.driver.picture(Instant::now() + Duration::from_millis(300)).await.is_none());
    let began = Instant::now();
    page.close().await;
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    neighbour.close().await;
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_is_dropped_gives_its_context_back() {
    let pool = Pool::local().await;
    drop(pool.open().await);
    let until = Instant::now() + Duration::from_secs(3);
    while pool.browsers.stats().contexts > 0 {
        assert!(Instant::now() < until, "{:?}", pool.browsers.stats());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worn_browser_is_replaced() {
    let pool = Pool::start(config::Browser { recycle_after: 2, ..config::Browser::default() }).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let page = pool.open().await;
        seen.push(page.driver.handle().webdriver_session);
        page.close().await;
    }
    seen.dedup();
    assert_eq!(seen.len(), 2, "{seen:?}");
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_browser_makes_room_by_another() {
    let pool = Pool::start(config::Browser { contexts_per_browser: 2, ..config::Browser::default() }).await;
    let pages = [pool.open().await, pool.open().await, pool.open().await];
    let stats = pool.browsers.stats();
    assert_eq!((stats.browsers, stats.contexts), (2, 3));
    assert!(stats.memory_bytes > 20 << 20, "{stats:?}");
    for page in pages {
        page.close().await;
    }
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn full_chromium_works_the_same() {
    const PAGE: &str = "<button onclick=\"document.title='done'\">Go</button><a href='/' target=_blank>Tab</a>";
    let site = Site::start(&[("/", PAGE)]).await;
    let pool = Pool::start(config::Browser { engine: "full".into(), ..config::Browser::default() }).await;
    let mut page = pool.open().await;
    page.steps(json!([
        { "type": "goto", "url": site.url },
        { "type": "click", "target": { "role": "button" } },
        { "type": "expect", "title": "done" },
        { "type": "click", "target": { "role": "link" } },
        { "type": "switch_tab", "tab": "latest" },
        { "type": "click", "target": { "role": "button" } },
        { "type": "switch_tab", "tab": 0 },
        { "type": "hover", "target": { "role": "button" } },
    ]))
    .await;
    assert_eq!(page.picture_size(json!({ "type": "screenshot" })).await, (1280, 720));
    assert!(page.driver.handle().browser.starts_with("chrome "), "{}", page.driver.handle().browser);
    page.close().await;
    pool.end().await;
}

#[test]
fn a_live_session_is_taken_over_by_another_worker() {
    let endpoint = Endpoint::start();
    let first = tokio::runtime::Runtime::new().unwrap();
    let (site_html, settings) =
        ("<title>Kept</title><button onclick=\"this.textContent='Done'\">Go</button>", endpoint.settings());
    let second = tokio::runtime::Runtime::new().unwrap();
    let site = second.block_on(Site::start(&[("/", site_html)]));
    let handle = first.block_on(async {
        let pool = Pool::start(settings.clone()).await;
        let mut page = pool
            .open_with(ContextOptions { testid_attribute: Some("data-qa".into()), ..ContextOptions::default() })
            .await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "click", "target": { "role": "button" } })).await;
        let handle = page.driver.handle();
        // The worker dies: nothing is closed in order.
        std::mem::forget(page);
        handle
    });
    assert!(handle.outlives_worker && handle.debugger.is_some());
    first.shutdown_background();
    let stored = serde_json::to_string(&handle).unwrap();
    second.block_on(async {
        let handle = serde_json::from_str(&stored).unwrap();
        let pool = Pool::start(settings).await;
        let driver = pool.browsers.attach(&handle).await.unwrap().expect("the session is alive");
        let mut page = driver_site::Page { driver };
        page.step(json!({ "type": "expect", "target": { "role": "button" }, "text": "Done" })).await;
        assert_eq!(page.driver.location(), (format!("{}/", site.url), "Kept".into()));
        assert_eq!(page.driver.handle(), handle);
        page.close().await;
        assert!(pool.browsers.attach(&handle).await.unwrap().is_none(), "the session is still there");
        pool.browsers.discard(&handle).await.unwrap();
        assert_eq!(pool.browsers.stats().contexts, 0);
        drop(site);
    });
}
