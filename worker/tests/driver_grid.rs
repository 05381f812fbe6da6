//! A grid in front of the browsers: credentials, a path, sockets that it passes on, capabilities of its own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use driver_site::{Endpoint, Page, Site};
use flowtilla_shared::{config, domain::flow::BrowserName};
use flowtilla_worker::driver::{Browsers, ContextOptions};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

/// What a Selenium Grid does on the wire, in front of one driver: basic authentication (`ada:teapot`), everything below
/// `/wd/hub`, and sockets under its own address instead of the browser's.
struct Grid {
    url: String,
    told: Arc<Told>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Told {
    /// What sessions were asked for with.
    wanted: Mutex<Vec<Value>>,
    sockets: Mutex<u32>,
    refused: Mutex<u32>,
    /// Where the browser's own socket is.
    behind: Mutex<String>,
}

impl Drop for Grid {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Grid {
    async fn start(driver: &str, offers_sockets: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let driver = driver.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let told: Arc<Told> = Arc::default();
        let seen = told.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, address.to_string(), driver.clone(), seen.clone(), offers_sockets));
            }
        });
        Self { url: format!("http://ada:teapot@{address}/wd/hub"), told, task }
    }

    fn settings(&self, endpoint: &Endpoint, browsers: &str) -> config::Browser {
        config::Browser {
            webdriver_url: self.url.clone(),
            webdriver_browsers: browsers.into(),
            webdriver_capabilities: json!({ "flowtilla:note": { "team": "tea" } }).to_string(),
            ..endpoint.settings()
        }
    }
}

/// Reads a message with a head and a body of a given length.
async fn message(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 16_384];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        let read = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = header(&head, "content-length").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let mut body = bytes.split_off(end);
    while body.len() < length {
        let read = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        body.extend_from_slice(&chunk[..read]);
    }
    Some((head, body))
}

fn header(head: &str, name: &str) -> Option<String> {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
}

async fn carry(mut client: TcpStream, grid: String, driver: String, told: Arc<Told>, offers_sockets: bool) {
    let Some((head, mut body)) = message(&mut client).await else { return };
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    // base64 of `ada:teapot`
    if header(&head, "authorization").as_deref() != Some("Basic YWRhOnRlYXBvdA==") {
        *told.refused.lock().unwrap() += 1;
        let _ = client.write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        return;
    }
    if header(&head, "upgrade").is_some() {
        *told.sockets.lock().unwrap() += 1;
        let behind = told.behind.lock().unwrap().clone();
        let (host, path) = behind.trim_start_matches("ws://").split_once('/').unwrap();
        let mut browser = TcpStream::connect(host).await.unwrap();
        let kept = head.lines().skip(1).filter(|l| {
            !l.is_empty() && !l.to_lowercase().starts_with("host:") && !l.to_lowercase().starts_with("authorization:")
        });
        let kept: Vec<&str> = kept.collect();
        let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\n{}\r\n\r\n", kept.join("\r\n"));
        browser.write_all(request.as_bytes()).await.unwrap();
        let _ = copy_bidirectional(&mut client, &mut browser).await;
        return;
    }
    let path = path.strip_prefix("/wd/hub").unwrap_or("/not-found").to_owned();
    let opens = method == "POST" && path == "/session";
    if opens {
        let mut wanted: Value = serde_json::from_slice(&body).unwrap();
        told.wanted.lock().unwrap().push(wanted.clone());
        if let Some(always) = wanted.pointer_mut("/capabilities/alwaysMatch").and_then(Value::as_object_mut) {
            // the grid's own; drivers refuse what they do not know
            always.remove("flowtilla:note");
        }
        wanted.as_object_mut().unwrap().remove("desiredCapabilities");
        body = serde_json::to_vec(&wanted).unwrap();
    }
    let mut upstream = TcpStream::connect(&driver).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {driver}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    upstream.write_all(request.as_bytes()).await.unwrap();
    upstream.write_all(&body).await.unwrap();
    let Some((head, mut body)) = message(&mut upstream).await else { return };
    if opens {
        body = opened(&body, &grid, &told, offers_sockets).await;
    }
    let status = head.lines().next().unwrap();
    let answer = format!(
        "{status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = client.write_all(answer.as_bytes()).await;
    let _ = client.write_all(&body).await;
}

/// A new session's answer, with the grid's sockets in place of the browser's.
async fn opened(body: &[u8], grid: &str, told: &Told, offers_sockets: bool) -> Vec<u8> {
    let mut answer: Value = serde_json::from_slice(body).unwrap();
    let id = answer.pointer("/value/sessionId").and_then(Value::as_str).map(str::to_owned);
    let (Some(id), Some(capabilities)) = (id, answer.pointer_mut("/value/capabilities").and_then(Value::as_object_mut))
    else {
        return body.to_vec();
    };
    let chromium = capabilities.remove("goog:chromeOptions");
    if let Some(debugger) = chromium.as_ref().and_then(|o| o.get("debuggerAddress")).and_then(Value::as_str) {
        let debugger = debugger.replace("localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(&debugger).await.unwrap();
        let request = format!("GET /json/version HTTP/1.1\r\nhost: {debugger}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let (_, version) = message(&mut stream).await.unwrap();
        let version: Value = serde_json::from_slice(&version).unwrap();
        version["webSocketDebuggerUrl"].as_str().unwrap().clone_into(&mut told.behind.lock().unwrap());
        if offers_sockets {
            capabilities.insert("se:cdp".into(), json!(format!("ws://{grid}/session/{id}/se/cdp")));
        }
    }
    if let Some(socket) = capabilities.remove("webSocketUrl") {
        socket.as_str().unwrap().clone_into(&mut told.behind.lock().unwrap());
        if offers_sockets {
            capabilities.insert("webSocketUrl".into(), json!(format!("ws://{grid}/session/{id}/se/bidi")));
        }
    }
    serde_json::to_vec(&answer).unwrap()
}

const PAGE: &str =
    "<title>Here</title><button onclick=\"this.textContent = event.isTrusted ? 'Done' : 'Fake'\">Do it</button>";

async fn use_it(page: &mut Page, site: &Site) {
    page.steps(json!([
        { "type": "goto", "url": site.url },
        { "type": "click", "target": { "role": "button", "name": "Do it" } },
        { "type": "expect", "target": { "role": "button" }, "text": "Done" },
    ]))
    .await;
}

/// The session is driven as the grid offers it, can be taken over with no credentials stored, and is deleted through the grid.
async fn through_a_grid(endpoint: Endpoint, browser: BrowserName, offers_sockets: bool) {
    let site = Site::start(&[("/", PAGE)]).await;
    let grid = Grid::start(endpoint.url(), offers_sockets).await;
    let browsers =
        Browsers::start(grid.settings(&endpoint, browser.as_str()), PathBuf::new(), PathBuf::new()).await.unwrap();
    let options = ContextOptions { browser, ..ContextOptions::default() };
    let mut page = Page { driver: browsers.open(&options).await.unwrap() };
    use_it(&mut page, &site).await;
    assert_eq!(*grid.told.sockets.lock().unwrap(), u32::from(offers_sockets));
    let wanted = grid.told.wanted.lock().unwrap()[0].clone();
    let always = &wanted["capabilities"]["alwaysMatch"];
    assert_eq!(always["flowtilla:note"]["team"], "tea", "{wanted}");
    let named = if browser == BrowserName::Firefox { "firefox" } else { "chrome" };
    assert_eq!(always["browserName"], named, "{wanted}");
    let handle = page.driver.handle();
    assert!(!serde_json::to_string(&handle).unwrap().contains("teapot"), "{handle:?}");
    page.driver.leave();
    let mut page = Page { driver: browsers.attach(&handle).await.unwrap().unwrap() };
    use_it(&mut page, &site).await;
    page.close().await;
    assert!(browsers.attach(&handle).await.unwrap().is_none(), "the session is still there");
    assert_eq!(*grid.told.refused.lock().unwrap(), 0, "something came without credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_is_driven_over_the_socket_that_a_grid_passes_on() {
    through_a_grid(Endpoint::start(), BrowserName::Chromium, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_is_driven_by_webdriver_alone_where_a_grid_offers_no_socket() {
    through_a_grid(Endpoint::start(), BrowserName::Chromium, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_is_driven_over_the_socket_that_a_grid_passes_on() {
    if driver_site::firefox_is_here() {
        through_a_grid(Endpoint::gecko(), BrowserName::Firefox, true).await;
    }
}

/// The real thing: Selenium Grid 4, which `ops/check-grid` fetches.
async fn through_selenium(server: &Endpoint, browser: BrowserName, site: &Site) {
    let settings = config::Browser { webdriver_browsers: "chromium,firefox".into(), ..server.settings() };
    let browsers = Browsers::start(settings, PathBuf::new(), PathBuf::new()).await.unwrap();
    let options = ContextOptions { browser, ..ContextOptions::default() };
    let mut page = Page { driver: browsers.open(&options).await.unwrap() };
    use_it(&mut page, site).await;
    let handle = page.driver.handle();
    page.driver.leave();
    let mut page = Page { driver: browsers.attach(&handle).await.unwrap().unwrap() };
    use_it(&mut page, site).await;
    page.close().await;
    assert!(browsers.attach(&handle).await.unwrap().is_none(), "the session is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selenium_grid_opens_hands_over_and_closes_browsers() {
    let jar = std::env::var_os("FLOWTILLA_SELENIUM_JAR").map(PathBuf::from);
    let Some(jar) = jar.filter(|jar| jar.exists()) else {
        eprintln!("SKIPPED: FLOWTILLA_SELENIUM_JAR names no Selenium server; ops/check-grid does");
        return;
    };
    let server = Endpoint::selenium(&jar);
    let site = Site::start(&[("/", PAGE)]).await;
    through_selenium(&server, BrowserName::Chromium, &site).await;
    if driver_site::firefox_is_here() {
        through_selenium(&server, BrowserName::Firefox, &site).await;
    }
}
