//! Webhooks: what a receiver gets, and what is never called.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flowtilla_shared::{domain::webhook::signature, seal::KeyRing};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
    time::timeout,
};
use uuid::Uuid;

use crate::{app::App, worker};

const PATIENCE: Duration = Duration::from_secs(60);

/// A request that a receiver got.
#[derive(Debug)]
struct Got {
    head: String,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        let found = self.head.lines().filter_map(|line| line.split_once(':'));
        found.filter(|(is, _)| is.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next().unwrap_or_default()
    }
}

/// Somebody else's server on this machine.
struct Receiver {
    address: SocketAddr,
    got: mpsc::UnboundedReceiver<Got>,
    /// The status line and headers of its answers.
    answer: Arc<Mutex<String>>,
}

impl Receiver {
    async fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, got) = mpsc::unbounded_channel();
        let answer = Arc::new(Mutex::new(answer.to_owned()));
        let answers = Arc::clone(&answer);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut text = Vec::new();
                let mut chunk = [0; 4096];
                let (head, body) = loop {
                    let n = stream.read(&mut chunk).await.unwrap_or(0);
                    text.extend_from_slice(&chunk[..n]);
                    let whole = String::from_utf8_lossy(&text).into_owned();
                    let Some((head, body)) = whole.split_once("\r\n\r\n") else {
                        assert!(n > 0, "the request ended early: {whole}");
                        continue;
                    };
                    let length = head
                        .lines()
                        .find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
                    if body.len() >= length.unwrap_or(0) || n == 0 {
                        break (head.to_owned(), body.to_owned());
                    }
                };
                let answer = answers.lock().unwrap().clone();
                let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 6\r\nconnection: close\r\n\r\nthanks");
                let _ = tell.send(Got { head, body });
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { address, got, answer }
    }

    fn url(&self) -> String {
        format!("http://{}/hook?key=1", self.address)
    }

    fn answer(&self, with: &str) {
        *self.answer.lock().unwrap() = with.to_owned();
    }

    async fn next(&mut self) -> Got {
        timeout(PATIENCE, self.got.recv()).await.expect("a delivery arrives").unwrap()
    }

    fn heard_nothing(&mut self) -> bool {
        self.got.try_recv().is_err()
    }
}

/// A server that may call receivers of the test.
async fn app(private_hosts: &[&str]) -> App {
    let hosts = private_hosts.iter().map(|host| (*host).to_owned()).collect();
    App::with(true, |config| {
        config.secrets.key = KeyRing::generate();
        config.webhooks.private_hosts = hosts;
    })
    .await
}

/// A webhook; its path, its id and its secret.
async fn webhook(app: &App, url: &str, events: Value) -> (String, Uuid, String) {
    let made = app.post("/api/webhooks", &json!({ "url": url, "events": events })).await.expect(201);
    let id = made["webhook"]["id"].as_str().unwrap();
    (format!("/api/webhooks/{id}"), id.parse().unwrap(), made["secret"].as_str().unwrap().to_owned())
}

/// Waits until what is at the path is as it should be.
async fn until(app: &App, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let seen = app.get(path).await.expect(200);
        if holds(&seen) {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "{path} stays as it is: {seen}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Lets every delivery of a webhook be due.
async fn hurry(app: &App, webhook: Uuid) {
    app.stack
        .execute("UPDATE webhook_deliveries SET next_at = now() WHERE webhook_id = $1 AND lease IS NULL", webhook)
        .await;
}

#[tokio::test]
async fn what_happens_to_a_run_is_posted_with_a_signature_that_holds() {
    let app = app(&["127.0.0.1"]).await;
    let mut receiver = Receiver::start("200 OK").await;
    let mut other = Receiver::start("204 No Content").await;
    // what happened before is nobody's business
    app.execute(1).await;
    let (path, _, secret) = webhook(&app, &receiver.url(), json!(["run.*"])).await;
    webhook(&app, &other.url(), json!(["run.finished"])).await;
    let run = app.execute(1).await;
    worker::run_all(&app.stack, 2, 2).await;
    let mut types = Vec::new();
    while types.last().is_none_or(|last| last != "run.finished") {
        let got = receiver.next().await;
        let body: Value = serde_json::from_str(&got.body).unwrap();
        if body["topic"] != format!("run:{run}") {
            continue;
        }
        let (id, at) = (got.header("webhook-id").to_owned(), got.header("webhook-timestamp").to_owned());
        let expected = signature(&secret, &id, at.parse().unwrap(), &got.body).unwrap();
        assert_eq!(got.header("webhook-signature"), expected);
        assert!(got.head.starts_with("POST /hook?key=1 ") && got.header("content-type") == "application/json");
        assert!(body["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{body}");
        types.push(body["type"].as_str().unwrap().to_owned());
    }
    assert!(
        types.iter().all(|kind| kind.starts_with("run.")) && types.iter().any(|kind| kind == "run.queued"),
        "{types:?}"
    );
    loop {
        let got: Value = serde_json::from_str(&other.next().await.body).unwrap();
        assert_eq!(got["type"], "run.finished");
        if got["topic"] == format!("run:{run}") {
            assert_eq!(got["data"]["status"], "passed", "{got}");
            break;
        }
    }
    let deliveries = format!("{path}/deliveries");
    let list = until(&app, &format!("{deliveries}?status=delivered"), |list| {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["event_type"] == "run.finished" && item["topic"] == format!("run:{run}"))
    })
    .await;
    let id = list["items"][0]["id"].as_str().unwrap();
    let detail = app.get(&format!("{deliveries}/{id}")).await.expect(200);
    assert_eq!((&detail["log"][0]["status"], &detail["log"][0]["answer"]), (&json!(200), &json!("thanks")));
    let shown = app.get(&path).await;
    assert!(!shown.text.contains(&secret), "the secret was shown again");
    app.stop().await;
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again_under_the_same_id_and_once_more_when_asked() {
    let app = app(&["127.0.0.1"]).await;
    let mut receiver = Receiver::start("500 Broken").await;
    let (path, id, secret) = webhook(&app, &receiver.url(), json!(["run.finished"])).await;
    let ping = app.post(&format!("{path}/ping"), &json!({})).await.expect(202);
    let delivery = format!("{path}/deliveries/{}", ping["id"].as_str().unwrap());
    let first = receiver.next().await;
    assert_eq!(first.header("webhook-id"), ping["id"]);
    let tried = |seen: &Value| seen["delivery"]["last_status"] == 500 && seen["log"].as_array().unwrap().len() == 1;
    let failed = until(&app, &delivery, tried).await;
    assert_eq!((&failed["delivery"]["status"], &failed["delivery"]["last_status"]), (&json!("pending"), &json!(500)));
    assert!(failed["delivery"]["next_at"].is_string());
    assert!(app.get(&path).await.expect(200)["failing_since"].is_string());

    receiver.answer("200 OK");
    hurry(&app, id).await;
    let second = receiver.next().await;
    assert_eq!((second.header("webhook-id"), &second.body), (first.header("webhook-id"), &first.body));
    let done = until(&app, &delivery, |seen| seen["delivery"]["status"] == "delivered").await;
    assert_eq!((&done["log"][0]["status"], &done["log"][1]["status"]), (&json!(500), &json!(200)));
    assert_eq!(app.get(&path).await.expect(200)["failing_since"], Value::Null);

    let rotated = app.post(&format!("{path}/rotate-secret"), &json!({})).await.expect(200);
    app.post(&format!("{delivery}/redeliver"), &json!({})).await.expect(202);
    let third = receiver.next().await;
    assert_eq!(third.header("webhook-id"), first.header("webhook-id"));
    let at = third.header("webhook-timestamp").parse().unwrap();
    let by = |secret: &str| signature(secret, third.header("webhook-id"), at, &third.body).unwrap();
    let both = format!("{} {}", by(rotated["secret"].as_str().unwrap()), by(&secret));
    assert_eq!(third.header("webhook-signature"), both, "both secrets sign for a day");
    app.stop().await;
}

#[tokio::test]
async fn our_own_networks_are_never_called_and_redirects_never_followed() {
    let app = app(&["allowed.localhost"]).await;
    for refused in [
        "http://127.0.0.1:4000/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00:ec2::254]/",
    ] {
        app.post("/api/webhooks", &json!({ "url": refused })).await.problem(422, "address-refused");
    }
    for wrong in ["ftp://example.org/", "file:///etc/passwd", "https://user:secret@example.org/", "example.org", ""] {
        app.post("/api/webhooks", &json!({ "url": wrong })).await.problem(422, "invalid");
    }
    app.post("/api/webhooks", &json!({ "url": "https://example.org/", "events": ["run"] }))
        .await
        .problem(422, "invalid");

    // a name that leads here is found out when it is resolved
    let mut receiver = Receiver::start("200 OK").await;
    let by_name = format!("http://localhost:{}/", receiver.address.port());
    let (path, _, _) = webhook(&app, &by_name, json!(["*"])).await;
    app.post(&format!("{path}/ping"), &json!({})).await.expect(202);
    let list = until(&app, &format!("{path}/deliveries"), |list| list["items"][0]["last_error"].is_string()).await;
    assert!(list["items"][0]["last_error"].as_str().unwrap().contains("private_hosts"), "{list}");
    assert!(receiver.heard_nothing(), "a private address was called");
    app.stop().await;

    let app = self::app(&["127.0.0.1"]).await;
    let mut elsewhere = Receiver::start("200 OK").await;
    let mut receiver = Receiver::start(&format!("302 Found\r\nlocation: {}", elsewhere.url())).await;
    let (path, _, _) = webhook(&app, &receiver.url(), json!(["*"])).await;
    app.post(&format!("{path}/ping"), &json!({})).await.expect(202);
    receiver.next().await;
    until(&app, &format!("{path}/deliveries"), |list| list["items"][0]["last_status"] == 302).await;
    assert!(elsewhere.heard_nothing(), "a redirect was followed");
    app.stop().await;
}

#[tokio::test]
async fn a_receiver_that_is_gone_or_fails_for_days_is_left_alone() {
    let app = app(&["127.0.0.1"]).await;
    let mut receiver = Receiver::start("503 Away").await;
    let (path, id, _) = webhook(&app, &receiver.url(), json!(["run.finished"])).await;
    app.post(&format!("{path}/ping"), &json!({})).await.expect(202);
    receiver.next().await;
    until(&app, &path, |seen| seen["failing_since"].is_string()).await;
    assert_eq!(app.get(&path).await.expect(200)["active"], true);
    app.stack.execute("UPDATE webhooks SET failing_since = now() - interval '6 days' WHERE id = $1", id).await;
    hurry(&app, id).await;
    receiver.next().await;
    let off = until(&app, &path, |seen| seen["active"] == false).await;
    assert!(off["disabled_reason"].as_str().unwrap().contains("too long"), "{off}");
    until(&app, "/api/audit?action=disableWebhook", |seen| seen["total"] == 1).await;

    let on = app.put(&path, &json!({ "active": true })).await.expect(200);
    assert_eq!((&on["disabled_reason"], &on["failing_since"]), (&Value::Null, &Value::Null));
    receiver.answer("410 Gone");
    app.post(&format!("{path}/ping"), &json!({})).await.expect(202);
    let off = until(&app, &path, |seen| seen["active"] == false).await;
    assert!(off["disabled_reason"].as_str().unwrap().contains("410"), "{off}");
    assert_eq!(app.delete(&path).await.status, 204);
    app.get(&path).await.problem(404, "not-found");
    app.stop().await;
}
