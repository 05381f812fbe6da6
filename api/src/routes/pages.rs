//! The welcome, and the documentation, which asks no other host for anything.

use std::sync::OnceLock;

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderMap, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, OpenApi, OpenApiService,
    payload::{Json, Payload},
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use sha2::{Digest, Sha256};

use super::{Area, Shared};
use crate::{
    problem::Problem,
    wire::meta::{Links, Welcome},
};

/// Nothing from other hosts; what the two documentation tools need of their own page.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                           font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'";

pub struct PagesApi;

#[OpenApi(tag = "Area::Meta")]
impl PagesApi {
    /// Get the welcome.
    ///
    /// What answers here, its version, and where to read on; browsers that ask for HTML are sent to the console.
    #[oai(path = "/", method = "get", operation_id = "getWelcome")]
    async fn welcome(&self, state: Shared<'_>, headers: &HeaderMap) -> WelcomeAnswer {
        let wants = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let welcome = Welcome {
            message: "Welcome to Flowtilla: flows, and a flotilla of browsers to run them.".into(),
            service: "flowtilla".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            links: Links {
                docs: "/docs".into(),
                redoc: "/redoc".into(),
                openapi: "/openapi.json".into(),
                asyncapi: "/asyncapi.json".into(),
                console: "/console".into(),
                health: "/health".into(),
                websocket: "/ws".into(),
                demo: state.demo.clone(),
            },
        };
        WelcomeAnswer { welcome, html: wants.contains("text/html") }
    }
}

/// The welcome; for browsers the way to the console.
pub struct WelcomeAnswer {
    welcome: Welcome,
    html: bool,
}

impl IntoResponse for WelcomeAnswer {
    fn into_response(self) -> Response {
        if !self.html {
            return Json(self.welcome).into_response();
        }
        Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header(header::LOCATION, "/console")
            .header(header::VARY, "Accept")
            .finish()
    }
}

impl ApiResponse for WelcomeAnswer {
    fn meta() -> MetaResponses {
        let said = |status, description, content| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content,
            headers: Vec::new(),
        };
        let welcome =
            MetaMediaType { content_type: "application/json", schema: <Json<Welcome> as Payload>::schema_ref() };
        MetaResponses {
            responses: vec![
                said(200, "The welcome.", vec![welcome]),
                said(303, "The console, for browsers that ask for HTML.", Vec::new()),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        Welcome::register(registry);
    }
}

/// One file of the documentation, fixed for the life of the process.
#[derive(Clone)]
struct File {
    media_type: &'static str,
    contents: String,
    tag: String,
}

impl File {
    fn new(media_type: &'static str, contents: String) -> Self {
        let tag = format!("\"{}\"", hex(&Sha256::digest(contents.as_bytes())[..8]));
        Self { media_type, contents, tag }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The documentation: Swagger UI at `/docs`, Redoc at `/redoc`, and the documents that they show.
pub struct Docs {
    openapi: File,
    asyncapi: File,
    /// Made from the crate's bundles when somebody first looks.
    tools: OnceLock<Tools>,
}

struct Tools {
    swagger: File,
    swagger_script: File,
    swagger_style: File,
    redoc: File,
    redoc_script: File,
}

impl Docs {
    /// The documentation of these two documents.
    #[must_use]
    pub fn new(openapi: &serde_json::Value, asyncapi: &serde_json::Value) -> Self {
        Self {
            openapi: File::new("application/json", openapi.to_string()),
            asyncapi: File::new("application/json", asyncapi.to_string()),
            tools: OnceLock::new(),
        }
    }

    /// Paths that it answers.
    pub const PATHS: &'static [&'static str] = &[
        "/docs",
        "/redoc",
        "/api/v1/docs",
        "/openapi.json",
        "/asyncapi.json",
        "/docs/swagger-ui.js",
        "/docs/swagger-ui.css",
        "/docs/redoc.js",
    ];

    fn file(&self, path: &str) -> Option<&File> {
        let tools = || self.tools.get_or_init(Tools::new);
        Some(match path {
            "/openapi.json" => &self.openapi,
            "/asyncapi.json" => &self.asyncapi,
            "/docs" | "/api/v1/docs" => &tools().swagger,
            "/redoc" => &tools().redoc,
            "/docs/swagger-ui.js" => &tools().swagger_script,
            "/docs/swagger-ui.css" => &tools().swagger_style,
            "/docs/redoc.js" => &tools().redoc_script,
            _ => return None,
        })
    }
}

impl Tools {
    /// Takes the scripts out of the pages that poem-openapi would serve; our pages load them, and the document, from this server.
    fn new() -> Self {
        let service = OpenApiService::new((), "", "");
        let swagger = service.swagger_ui_html();
        let redoc = service.redoc_html();
        let script = |page: &str| between(page, "<script charset=\"UTF-8\">", "</script>\n").to_owned();
        Self {
            swagger: File::new("text/html; charset=utf-8", include_str!("swagger.html").into()),
            swagger_style: File::new(
                "text/css; charset=utf-8",
                between(&swagger, "<style charset=\"UTF-8\">", "</style>").into(),
            ),
            swagger_script: File::new("text/javascript; charset=utf-8", script(&swagger)),
            redoc: File::new("text/html; charset=utf-8", include_str!("redoc.html").into()),
            // its footer shows a logo from the maker's own host
            redoc_script: File::new(
                "text/javascript; charset=utf-8",
                script(&redoc).replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,"),
            ),
        }
    }
}

/// What stands between two marks.
fn between<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    let Some((_, rest)) = page.split_once(begin) else { return "" };
    rest.split_once(end).map_or("", |(inner, _)| inner)
}

impl Endpoint for Docs {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let Some(file) = self.file(req.uri().path()) else { return Err(Problem::not_found("No such page.").into()) };
        let builder = Response::builder().header(header::ETAG, &file.tag).header(header::CACHE_CONTROL, "no-cache");
        let known = req.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known == Some(file.tag.as_str()) {
            return Ok(builder.status(StatusCode::NOT_MODIFIED).finish());
        }
        Ok(builder
            .header(header::CONTENT_SECURITY_POLICY, DOCS_POLICY)
            .content_type(file.media_type)
            .body(file.contents.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundles_are_found_and_name_no_page_of_another_host() {
        let tools = Tools::new();
        assert!(tools.swagger_script.contents.len() > 500_000, "the Swagger UI bundle was not found");
        assert!(tools.swagger_style.contents.len() > 50_000, "the Swagger UI style was not found");
        assert!(tools.redoc_script.contents.len() > 500_000, "the Redoc bundle was not found");
        for page in [&tools.swagger, &tools.redoc] {
            assert!(!page.contents.contains("//fonts."), "a page loads fonts from elsewhere");
            assert!(!page.contents.contains("http"), "a page names another host");
        }
    }
}
