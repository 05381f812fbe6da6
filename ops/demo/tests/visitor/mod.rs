//! A visitor with a cookie, who follows no redirect by itself.

use std::sync::Once;

use flowtilla_demo::Demo;
use reqwest::{Client, Method, RequestBuilder, StatusCode, redirect::Policy};

pub struct Visitor {
    client: Client,
    base: String,
    cookie: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    location: Option<String>,
    pub text: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.location.as_deref().unwrap_or_else(|| panic!("{} is no redirect: {}", self.status, self.text))
    }
}

impl Visitor {
    pub fn of(demo: &Demo) -> Self {
        static TLS: Once = Once::new();
        // The client wants to know how it would encrypt, though it never does here.
        TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { client, base: demo.url(), cookie: None }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.try_get(path).await.expect("an answer")
    }

    pub async fn try_get(&mut self, path: &str) -> reqwest::Result<Answer> {
        let request = self.request(Method::GET, path);
        self.answer(request).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.send(path, "application/x-www-form-urlencoded", &body.join("&")).await
    }

    pub async fn send(&mut self, path: &str, kind: &str, body: &str) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", kind).body(body.to_owned());
        self.answer(request).await.expect("an answer")
    }

    /// What comes first of a page that does not end.
    pub async fn first_bytes(&mut self, path: &str) -> String {
        let mut response = self.request(Method::GET, path).send().await.expect("headers");
        let chunk = response.chunk().await.expect("a first part").expect("a first part");
        String::from_utf8_lossy(&chunk).into_owned()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    async fn answer(&mut self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        let (status, location) = (response.status(), header("location"));
        Ok(Answer { status, location, text: response.text().await? })
    }
}
