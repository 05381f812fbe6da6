//! The documentation in a real browser, which may reach no other host.

use std::{
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
    time::timeout,
};

use crate::app::App;

/// Hosts that Chromium asks by itself, whatever page is open.
const CHROMIUMS_OWN: &[&str] = &[
    "clients2.google.com/",
    "update.googleapis.com",
    "accounts.google.com:443",
    "optimizationguide-pa.googleapis.com",
];

/// Opens a page in a fresh Chromium whose way to all other hosts is `proxy`; the document as it is then.
async fn look_at(app: &App, path: &str, proxy: u16) -> String {
    let profile = app.stack.dir.join(format!("profile{}", path.replace('/', "-")));
    // the headless shell asks no host by itself and starts faster
    let shell = std::path::Path::new("/usr/bin/chromium-headless-shell");
    let child = Command::new(if shell.exists() { shell } else { "chromium".as_ref() })
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-extensions",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
        ])
        .args([
            "--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication",
            "--metrics-recording-only",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--proxy-server=127.0.0.1:{proxy}"))
        .arg("--proxy-bypass-list=127.0.0.1")
        .args(["--virtual-time-budget=15000", "--dump-dom"])
        .arg(format!("http://{}{path}", app.address))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("chromium is installed");
    let output = timeout(Duration::from_secs(30), child.wait_with_output()).await.expect("chromium ends").unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn the_documentation_works_without_any_other_host() {
    let app = App::start().await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = proxy.local_addr().unwrap().port();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let listener = tokio::spawn(async move {
        while let Ok((stream, _)) = proxy.accept().await {
            let mut line = String::new();
            // whoever says nothing asked for nothing
            let _ = BufReader::new(stream).read_line(&mut line).await;
            heard.lock().unwrap().push(line);
        }
    });
    let (swagger, redoc) = tokio::join!(look_at(&app, "/docs", port), look_at(&app, "/redoc", port));
    assert!(
        swagger.contains("opblock") && swagger.contains("execute-flows"),
        "Swagger UI shows nothing:\n{}",
        shortened(&swagger)
    );
    assert!(
        redoc.contains("Execute flows") && redoc.contains("operation/executeFlows"),
        "Redoc shows nothing:\n{}",
        shortened(&redoc)
    );
    let mut asked = asked.lock().unwrap().clone();
    asked.retain(|line| !line.is_empty() && !CHROMIUMS_OWN.iter().any(|host| line.contains(host)));
    assert!(asked.is_empty(), "other hosts were asked: {asked:?}");
    listener.abort();
    app.stop().await;
}

fn shortened(page: &str) -> String {
    page.chars().rev().take(2000).collect::<Vec<_>>().into_iter().rev().collect()
}
