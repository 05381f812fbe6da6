//! A small site for the driver's tests, and what the tests share.
#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses another part of it")]

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::{
    config,
    domain::{
        flow::{Engine, Step},
        outcome::{ErrorKind, StepError},
    },
};
use flowtilla_worker::driver::{Browsers, ContextOptions, Driver, Gate, Observation, Progress};
use poem::{
    Body, Request, Response, Server,
    endpoint::make,
    http::StatusCode,
    listener::{Acceptor, Listener, TcpListener},
};
use serde_json::Value;

/// Pages by path. Beside them: `/echo` tells what it was sent, `/slow` answers after 300 ms, `/hang` never, `/loop` redirects
/// to itself, `/cut` ends the connection, `/file` is a download, `/order` counts.
pub struct Site {
    pub url: String,
    /// The same site under another host name, and so another site for the browser.
    pub other: String,
    /// What was asked, in order.
    pub log: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Site {
    pub async fn start(pages: &[(&str, &str)]) -> Self {
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
        let (url, other) = (format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"));
        let pages: HashMap<String, String> = pages
            .iter()
            .map(|(path, html)| ((*path).to_owned(), html.replace("{url}", &url).replace("{other}", &other)))
            .collect();
        let (pages, told) = (Arc::new(pages), log.clone());
        let app = make(move |request| answer(request, pages.clone(), told.clone()));
        let task = tokio::spawn(async move {
            let _ = Server::new_with_acceptor(acceptor).run(app).await;
        });
        Self { url, other, log, task }
    }

    pub fn told(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

async fn answer(
    mut request: Request,
    pages: Arc<HashMap<String, String>>,
    log: Arc<Mutex<Vec<String>>>,
) -> poem::Result<Response> {
    let path = request.uri().path().to_owned();
    let body = request.take_body().into_string().await.unwrap_or_default();
    log.lock().unwrap().push(format!("{} {path} {body}", request.method()).trim_end().to_owned());
    let html = |text: String| Response::builder().content_type("text/html; charset=utf-8").body(text);
    let to = |place: &str| Response::builder().status(StatusCode::FOUND).header("location", place).body(Body::empty());
    Ok(match path.as_str() {
        "/echo" => html(format!("<title>Echo</title><p id=echo>{}</p>", body.replace('<', "&lt;"))),
        "/slow" => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            html("<title>Slow</title><p>It took a while</p>".into())
        }
        "/hang" => {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            html(String::new())
        }
        "/loop" => to("/loop"),
        "/to-file" => to("file:///etc/passwd"),
        "/to-other" => {
            let host = request.header("host").unwrap_or_default();
            to(&format!("http://localhost:{}/", host.rsplit(':').next().unwrap_or_default()))
        }
        "/file" => Response::builder()
            .header("content-disposition", "attachment; filename=x.bin")
            .content_type("application/octet-stream")
            .body("bytes"),
        path => match pages.get(path) {
            Some(page) => html(page.clone()),
            None => html("<title>Nothing</title>".into()).with_status(StatusCode::NOT_FOUND),
        },
    })
}

trait WithStatus {
    fn with_status(self, status: StatusCode) -> Self;
}

impl WithStatus for Response {
    fn with_status(mut self, status: StatusCode) -> Self {
        self.set_status(status);
        self
    }
}

/// Lets everything pass.
pub struct Open;

#[async_trait]
impl Gate for Open {
    async fn pass(&self) -> Result<(), StepError> {
        Ok(())
    }
}

/// One runtime and one pool for all tests of a file; its browsers end with the process.
pub fn shared<T>(test: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());
    RUNTIME.block_on(test)
}

/// A fresh context of the shared pool.
pub async fn page() -> Page {
    page_with(ContextOptions::default()).await
}

pub async fn page_with(options: ContextOptions) -> Page {
    static POOL: tokio::sync::OnceCell<Pool> = tokio::sync::OnceCell::const_new();
    let pool = POOL.get_or_init(Pool::local).await;
    pool.open_with(options).await
}

/// A pool, and the scratch directory it uses; `end` checks that nothing is left of it.
pub struct Pool {
    pub browsers: Browsers,
    pub scratch: PathBuf,
}

/// The supervisor as a program: the example beside the tests.
pub fn supervisor() -> PathBuf {
    let mut dir = std::env::current_exe().unwrap();
    while dir.pop() {
        let program = dir.join("examples/supervise");
        if program.exists() {
            return program;
        }
    }
    panic!("the example `supervise` is not built; cargo builds it with the tests");
}

impl Pool {
    pub async fn start(settings: config::Browser) -> Self {
        let scratch = std::env::temp_dir().join(format!("flowtilla-test-{:08x}", rand::random::<u32>()));
        let browsers = Browsers::start(settings, supervisor(), scratch.clone()).await.unwrap();
        Self { browsers, scratch }
    }

    /// In a directory that may have been used before.
    pub async fn start_in(settings: config::Browser, scratch: PathBuf) -> Self {
        let browsers = Browsers::start(settings, supervisor(), scratch.clone()).await.unwrap();
        Self { browsers, scratch }
    }

    /// All processes of this pool's browsers.
    pub fn family(&self) -> Vec<i32> {
        let mut family: Vec<i32> = self.processes().into_iter().flat_map(family_of).collect();
        family.sort_unstable();
        family.dedup();
        family
    }

    pub async fn local() -> Self {
        Self::start(config::Browser::default()).await
    }

    pub async fn open(&self) -> Page {
        self.open_with(ContextOptions::default()).await
    }

    pub async fn open_full(&self) -> Page {
        self.open_with(ContextOptions { engine: Engine::Full, ..ContextOptions::default() }).await
    }

    pub async fn open_with(&self, options: ContextOptions) -> Page {
        Page { driver: self.browsers.open(&options).await.unwrap() }
    }

    /// Processes that belong to this pool's browsers.
    pub fn processes(&self) -> Vec<i32> {
        let mark = format!("{}/", self.scratch.display());
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let pids = all.filter_map(|e| e.file_name().to_str()?.parse::<i32>().ok());
        pids.filter(|pid| {
            let read = |what: &str| std::fs::read(format!("/proc/{pid}/{what}")).unwrap_or_default();
            let (line, env) = (read("cmdline"), read("environ"));
            [line, env].iter().any(|text| String::from_utf8_lossy(text).contains(&mark))
                && lives(*pid)
                && *pid != std::process::id() as i32
        })
        .collect()
    }

    /// Waits until nothing is left of the pool's browsers: no process, no directory.
    pub async fn nothing_left(&self, longest: Duration) {
        let until = Instant::now() + longest;
        loop {
            let processes = self.processes();
            let left: Vec<_> =
                std::fs::read_dir(&self.scratch).into_iter().flatten().flatten().map(|e| e.path()).collect();
            if processes.is_empty() && left.is_empty() {
                assert!(!self.scratch.exists(), "the scratch directory is still there");
                return;
            }
            assert!(Instant::now() < until, "left behind: processes {processes:?}, files {left:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn end(self) {
        self.browsers.shutdown().await;
        self.nothing_left(Duration::from_secs(3)).await;
    }
}

/// Whether a process is there, and not only waiting to be reaped.
pub fn lives(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

/// A process and its descendants.
pub fn family_of(root: i32) -> Vec<i32> {
    let parent = |pid: i32| -> Option<i32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
    };
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let pairs: Vec<(i32, i32)> =
        all.filter_map(|e| e.file_name().to_str()?.parse().ok()).filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let (mut family, mut at) = (vec![root], 0);
    while at < family.len() {
        let of = family[at];
        family.extend(pairs.iter().filter(|(_, parent)| *parent == of).map(|(pid, _)| *pid));
        at += 1;
    }
    family
}

/// A driver with steps written as in a flow.
pub struct Page {
    pub driver: Box<dyn Driver>,
}

impl Page {
    /// Carries out a step written as YAML-like JSON: `{"type": "click", …}`.
    pub async fn try_step(&mut self, step: Value) -> Result<Observation, StepError> {
        let timeout = step.get("timeout_ms").and_then(Value::as_u64).unwrap_or(5_000);
        let step: Step = serde_json::from_value(step.clone()).unwrap_or_else(|e| panic!("{e} in {step}"));
        let mut progress = Progress {
            deadline: Instant::now() + Duration::from_millis(timeout),
            log: Vec::new(),
            gate: Arc::new(Open),
            explain: true,
        };
        self.driver.act(&step.action, &mut progress).await
    }

    pub async fn step(&mut self, step: Value) -> Observation {
        match self.try_step(step.clone()).await {
            Ok(observation) => observation,
            Err(e) => panic!("{step} failed: {e:#?}"),
        }
    }

    pub async fn steps(&mut self, steps: Value) {
        for step in steps.as_array().unwrap() {
            self.step(step.clone()).await;
        }
    }

    /// The step must fail like this.
    pub async fn fails(&mut self, step: Value, kind: ErrorKind) -> StepError {
        match self.try_step(step.clone()).await {
            Ok(_) => panic!("{step} did not fail"),
            Err(e) => {
                assert_eq!(e.kind, kind, "{step} failed otherwise: {e:#?}");
                e
            }
        }
    }

    /// What a script of the page gives.
    pub async fn js(&mut self, js: &str) -> Value {
        self.step(serde_json::json!({ "type": "evaluate", "js": js })).await.value.unwrap()
    }

    pub async fn text(&mut self, css: &str) -> String {
        let step = serde_json::json!({ "type": "extract", "target": { "css": css }, "what": "text", "var": "x" });
        self.step(step).await.value.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// A picture's width and height, read from the PNG.
    pub async fn picture_size(&mut self, step: Value) -> (u32, u32) {
        let capture = self.step(step).await.captures.pop().unwrap();
        assert_eq!(&capture.bytes[1..4], b"PNG");
        let number = |at: usize| u32::from_be_bytes(capture.bytes[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    pub async fn close(self) {
        self.driver.close().await;
    }
}

/// Where Firefox is not installed its tests say so and are left out; in CI it must be.
pub fn firefox_is_here() -> bool {
    let wanted = flowtilla_shared::domain::flow::BrowserName::Firefox;
    let installed = flowtilla_worker::driver::installed(&config::Browser::default(), wanted);
    if let Err(sentence) = &installed {
        assert!(std::env::var_os("CI").is_none(), "{sentence}");
        eprintln!("SKIPPED: {sentence}");
    }
    installed.is_ok()
}

/// A chromedriver that is no child of a pool.
pub struct Endpoint {
    process: std::process::Child,
    url: String,
    dir: PathBuf,
}

impl Endpoint {
    pub fn start() -> Self {
        Self::of("chromedriver", &["--port=0", "--log-level=SEVERE"], "successfully on port ")
    }

    /// A geckodriver that is no child of a pool.
    pub fn gecko() -> Self {
        Self::of("geckodriver", &["--port=0", "--websocket-port=0"], "Listening on 127.0.0.1:")
    }

    /// A Selenium Grid of one machine, below `/wd/hub`, behind basic authentication (`ada:teapot`).
    pub fn selenium(jar: &std::path::Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        // it fetches nothing: the drivers are those of this machine
        let alone = ["--selenium-manager", "false", "--detect-drivers", "true", "--bind-bus", "false"];
        let keys = ["--sub-path", "/wd/hub", "--username", "ada", "--password", "teapot"];
        let args = ["-jar", jar.to_str().unwrap(), "standalone", "--host", "127.0.0.1", "--port", &port];
        let mut server = Self::of("java", &[&args[..], &alone, &keys].concat(), "): http://127.0.0.1:");
        server.url = server.url.replace("http://", "http://ada:teapot@") + "wd/hub";
        server
    }

    fn of(program: &str, args: &[&str], port_after: &str) -> Self {
        use std::io::BufRead as _;
        let dir = std::env::temp_dir().join(format!("flowtilla-wd-{:08x}", rand::random::<u32>()));
        std::fs::create_dir(&dir).unwrap();
        let mut process = std::process::Command::new(supervisor())
            .args(["supervise", "--dir"])
            .arg(&dir)
            .args(["--", program])
            .args(args)
            .env("TMPDIR", &dir)
            .env("HOME", &dir)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::inherit())
            .spawn()
            .unwrap();
        let output = process.stdout.take().unwrap();
        let mut lines = std::io::BufReader::new(output).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|l| l.split(port_after).nth(1).map(str::to_owned));
        // What it says later must not block it.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let url = format!("http://127.0.0.1:{}/", port.unwrap().trim_end_matches('.'));
        Self { process, url, dir }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn settings(&self) -> config::Browser {
        let shell = "/usr/lib/chromium/chromium-headless-shell".into();
        config::Browser {
            webdriver_url: self.url.clone(),
            headless_shell: shell,
            sandbox: "off".into(),
            ..config::Browser::default()
        }
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
        assert!(!self.dir.exists());
    }
}
