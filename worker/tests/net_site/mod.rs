//! A site that asks: fetch, XHR, WebSockets, failures, redirects, packed and large bodies, passwords.
#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses another part of it")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use poem::{
    Body, Endpoint, EndpointExt, IntoResponse, Request, Response, Route, Server,
    endpoint::make,
    http::{StatusCode, header},
    listener::{Acceptor, Listener, TcpListener},
    middleware::Compression,
    web::websocket::{Message, WebSocket},
};

/// `/` has buttons that ask the rest: `/api/cart` (JSON), `/api/order` (POST, 201), `/api/slow` (300 ms), `/api/status/N`,
/// `/api/echo` (what it was sent), `/api/packed` (gzip), `/api/large` (3 MB), `/hop` (redirects to `/api/cart`), `/ws` (echo), `/secret` (asks for
/// `ada:teapot`), `/bare` and `/strict` (without and with security headers).
pub struct NetSite {
    pub url: String,
    /// The same site under another host name.
    pub other: String,
    /// What was asked, in order: method, path, body.
    pub log: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for NetSite {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const HOME: &str = r#"<!doctype html><title>Net</title>
<button onclick="load('/api/cart')">Cart</button>
<button onclick="load('/api/order', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ item: 'teapot', n: 2 }) })">Order</button>
<button onclick="load('/api/slow')">Slow</button>
<button onclick="load('/api/status/500')">Break</button>
<button onclick="load('/api/status/404')">Miss</button>
<button onclick="load('/hop')">Hop</button>
<button onclick="load('/api/packed')">Packed</button>
<button onclick="load('/api/large')">Large</button>
<button onclick="load('{closed}')">Closed</button>
<button onclick="load('{other}/api/cart')">Other</button>
<button onclick="load('{other}/api/order', { method: 'PUT', headers: { 'x-kind': 'tea' }, body: 'x' })">Other put</button>
<button onclick="xhr()">Xhr</button>
<button onclick="socket()">Socket</button>
<button onclick="console.log('brewing', 3); console.warn('hot'); console.error('burnt')">Say</button>
<button onclick="setTimeout(() => { throw new Error('cracked') })">Throw</button>
<button onclick="setTimeout(() => { window.ready = { cups: 4 } }, 150)">Ready</button>
<button onclick="let n = 0; const t = setInterval(() => { out.textContent = 'tick ' + ++n; if (n == 6) clearInterval(t) }, 50)">Tick</button>
<button onclick="setTimeout(() => load('/api/cart'), 150)">Later</button>
<pre id=out></pre><pre id=told></pre>
<script>
async function load(url, init) {
  try { const r = await fetch(url, init); const t = await r.text(); out.textContent = r.status + ' ' + t.slice(0, 200); told.textContent = r.headers.get('x-tea') ?? ''; }
  catch (e) { out.textContent = 'error ' + e.message; }
}
function xhr() { const x = new XMLHttpRequest(); x.open('GET', '/api/cart?by=xhr'); x.onload = () => out.textContent = 'xhr ' + x.status; x.onerror = () => out.textContent = 'xhr failed'; x.send(); }
function socket() { const s = new WebSocket(location.origin.replace('http', 'ws') + '/ws'); window.s = s;
  s.onopen = () => s.send('hello'); s.onmessage = e => { out.textContent = 'ws ' + e.data; }; s.onerror = () => out.textContent = 'ws error'; s.onclose = e => told.textContent = 'closed ' + e.code; }
</script>"#;

impl NetSite {
    pub async fn start() -> Self {
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
        let (url, other) = (format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"));
        // nobody listens there any more
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let home = HOME.replace("{other}", &other).replace("{closed}", &format!("http://{closed}/gone"));
        let told = log.clone();
        let app = Route::new()
            .at("/ws", make(echo_socket))
            .at("/api/packed", make(|_| async { tea("packed ".repeat(500)) }).with(Compression::new()))
            .nest_no_strip("/", make(move |request| answer(request, home.clone(), told.clone())));
        let task = tokio::spawn(async move {
            let _ = Server::new_with_acceptor(acceptor).run(app).await;
        });
        Self { url, other, log, task }
    }

    pub fn told(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

fn tea(body: String) -> Response {
    Response::builder().content_type("application/json").header("x-tea", "green").body(body)
}

async fn echo_socket(request: Request) -> poem::Result<Response> {
    let (request, mut body) = request.split();
    let socket = <WebSocket as poem::FromRequest>::from_request(&request, &mut body).await?;
    let response = socket.on_upgrade(|mut stream| async move {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Text(text) = message {
                let _ = stream.send(Message::Text(format!("echo {text}"))).await;
            }
        }
    });
    Ok(response.into_response())
}

async fn answer(mut request: Request, home: String, log: Arc<Mutex<Vec<String>>>) -> poem::Result<Response> {
    let path = request.uri().path().to_owned();
    let body = request.take_body().into_string().await.unwrap_or_default();
    log.lock().unwrap().push(format!("{} {path} {body}", request.method()).trim_end().to_owned());
    let header_of =
        |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let html = |text: String| Response::builder().content_type("text/html; charset=utf-8").body(text);
    Ok(match path.as_str() {
        "/" => html(home),
        "/api/cart" => tea(r#"{"items":[{"name":"Copper Moon","price":119}],"total":119}"#.into()),
        "/api/order" => {
            let mut response = tea(r#"{"id":7}"#.into());
            response.set_status(StatusCode::CREATED);
            response.headers_mut().insert(header::SET_COOKIE, "order=7".parse().unwrap());
            response
        }
        "/api/slow" => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            tea("{}".into())
        }
        "/api/hang" => {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            tea("{}".into())
        }
        "/api/large" => tea("x".repeat(3_000_000)),
        "/api/echo" => {
            let headers: serde_json::Map<_, _> = request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
                .collect();
            tea(serde_json::json!({ "method": request.method().as_str(), "body": body, "headers": headers })
                .to_string())
        }
        "/hop" => Response::builder().status(StatusCode::FOUND).header("location", "/api/cart").body(Body::empty()),
        "/hop-other" => {
            let to = format!(
                "http://localhost:{}/api/cart",
                request.uri().port_u16().unwrap_or_else(|| {
                    header_of("host").rsplit(':').next().and_then(|p| p.parse().ok()).unwrap_or(0)
                })
            );
            Response::builder().status(StatusCode::FOUND).header("location", to).body(Body::empty())
        }
        "/secret" if header_of("authorization") == "Basic YWRhOnRlYXBvdA==" => html("<title>Inside</title>in".into()),
        "/secret" => Response::builder()
            .status(StatusCode::UNAUTHORIZED)
            .header("www-authenticate", "Basic realm=\"tea\"")
            .body("who?"),
        "/bare" => html("<title>Bare</title>".into()),
        "/strict" => html("<title>Strict</title>".into())
            .with_header("content-security-policy", "default-src 'self'")
            .with_header("x-content-type-options", "nosniff")
            .into_response(),
        path if path.starts_with("/mail/api/") || path.starts_with("/old/api/") => mail(path),
        "/words/api/v1/messages" => html("<p>no sink</p>".into()),
        path => match path.strip_prefix("/api/status/").and_then(|n| n.parse().ok()) {
            Some(status) => Response::builder().status(status).body("no"),
            None => Response::builder().status(StatusCode::NOT_FOUND).body("nothing"),
        },
    })
}

/// Two boxes of a mail sink with Mailpit's API and one e-mail in each: in `/mail` it has just come, in `/old` it is old.
fn mail(path: &str) -> Response {
    let created =
        if path.starts_with("/old/") { "2020-01-01T00:00:00Z".to_owned() } else { chrono::Utc::now().to_rfc3339() };
    let to = serde_json::json!([{ "Name": "Ada", "Address": "ada@example.org" }]);
    let head = serde_json::json!({
        "ID": "m1", "From": { "Name": "Shop", "Address": "shop@example.org" }, "To": to, "Cc": null, "Bcc": null, "Subject": "Your code",
        "Created": created, "Snippet": "Your code is 271828",
    });
    if path.ends_with("/message/m1") {
        let text = "Your code is 271828, or go to http://shop.example/in?code=271828 at once";
        return tea(serde_json::json!({ "ID": "m1", "Text": text, "HTML": "", "Subject": "Your code" }).to_string());
    }
    tea(serde_json::json!({ "total": 1, "messages_count": 1, "messages": [head] }).to_string())
}

#[expect(unused, reason = "the trait is in scope for `nest`")]
fn is_endpoint<E: Endpoint>(endpoint: E) {}
