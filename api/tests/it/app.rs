//! A server of the test's own, on a port of its own, and ways to talk to it.

use std::{net::SocketAddr, time::Duration};

use flowtilla_api::ApiOptions;
use flowtilla_shared::{config::Config, testing::Stack};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use tokio_util::sync::CancellationToken;

/// Longest wait for anything that a test expects.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A running server.
pub struct App {
    pub stack: Stack,
    pub address: SocketAddr,
    pub client: Client,
    pub shutdown: CancellationToken,
    server: Option<JoinHandle<anyhow::Result<()>>>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }

    /// A problem of this status and code, complete as of RFC 9457.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let id = self.header("x-request-id").to_owned();
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:flowtilla:problem:{code}"));
        assert_eq!(problem["request_id"], id, "a problem names its request");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
        problem
    }
}

impl App {
    /// As `flowtilla dev` on loopback: nobody needs a key.
    pub async fn start() -> Self {
        Self::with(true, |_| {}).await
    }

    /// With settings of the test's own; `dev: false` needs keys.
    pub async fn with(dev: bool, change: impl FnOnce(&mut Config)) -> Self {
        Self::over(Stack::start().await, dev, change).await
    }

    /// Over parts of the test's own making.
    pub async fn over(stack: Stack, dev: bool, change: impl FnOnce(&mut Config)) -> Self {
        // fails only when another test of this process was first
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut config = stack.config.clone();
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let serve = flowtilla_api::serve(
            ApiOptions { config, dev, demo: None },
            listener,
            stack.store.clone(),
            stack.queue.clone(),
            stack.live.clone(),
            stack.blobs.clone(),
            shutdown.clone(),
        );
        let server = Some(tokio::spawn(serve));
        let client = Client::builder().timeout(PATIENCE * 2).build().unwrap();
        Self { stack, address, client, shutdown, server }
    }

    /// Stops the server and fails the test when it does not end in time.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        if let Some(server) = self.server.take() {
            timeout(PATIENCE, server).await.expect("the server did not stop").unwrap().unwrap();
        }
    }

    /// Ends the server without asking it.
    pub fn abort(self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.expect("the answer is text"),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A run of `n` small flows; its id.
    pub async fn execute(&self, n: usize) -> String {
        let flows: Vec<Value> = (0..n).map(|n| flow(&format!("Flow {n}"))).collect();
        let accepted = self.post("/api/execute-flows", &json!({ "flows": flows })).await.expect(202);
        accepted["test_run_id"].as_str().unwrap().to_owned()
    }

    /// A socket; `query` is what follows `/ws`.
    pub async fn socket(&self, query: &str) -> Socket {
        self.try_socket(query, &[]).await.expect("the socket opens")
    }

    /// A socket with further headers, or the status with which it was refused.
    pub async fn try_socket(&self, query: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
        use tokio_tungstenite::tungstenite::Error;
        let mut request = format!("ws://{}/ws{query}", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Socket { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }
}

/// A WebSocket to the server.
pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Socket {
    pub async fn say(&mut self, message: Value) {
        self.stream.send(Message::text(message.to_string())).await.expect("the socket takes a message");
    }

    /// The next message, or the code with which the socket was closed.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("the server says something in time") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("messages are JSON")),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// The next message, which is there.
    pub async fn hear(&mut self) -> Value {
        self.next().await.unwrap_or_else(|code| panic!("the socket was closed with {code}"))
    }

    /// Subscribes and checks that it was heard; the head.
    pub async fn subscribe(&mut self, topic: &str, after: Option<Value>) -> Value {
        let mut message = json!({ "type": "subscribe", "topic": topic });
        if let Some(after) = after {
            message["after"] = after;
        }
        self.say(message).await;
        let heard = self.hear().await;
        assert_eq!((heard["type"].as_str(), heard["topic"].as_str()), (Some("subscribed"), Some(topic)), "{heard}");
        heard["head"].clone()
    }

    /// Events up to and with the one of this type.
    pub async fn until(&mut self, kind: &str) -> Vec<Value> {
        let mut events = Vec::new();
        loop {
            let event = self.hear().await;
            let last = event["type"] == kind;
            events.push(event);
            if last {
                return events;
            }
        }
    }
}

/// A small flow that needs no page.
pub fn flow(name: &str) -> Value {
    json!({ "name": name, "steps": [{ "type": "set", "var": "a", "value": 1 }] })
}
