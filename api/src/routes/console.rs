//! The web console: one page and its assets, embedded. What it shows comes from the API, with the caller's own rights.

use poem::{
    Endpoint, Request, Response, Result,
    http::{StatusCode, header},
};
use rust_embed::RustEmbed;
use uuid::Uuid;

use crate::problem::Problem;

/// What `npm run build` wrote; committed, so that a build needs no npm.
#[derive(RustEmbed)]
#[folder = "console/dist"]
struct Built;

/// The page's place for the nonce of its own style sheets.
const NONCE: &str = "__NONCE__";

/// The name of a script or a style holds a hash of its contents.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page at `/console` and below, and its assets. It holds no data, so it needs no key.
pub struct Console;

impl Console {
    /// Paths that it answers, as the route table names them.
    pub const PATHS: &'static [&'static str] = &[
        "/console",
        "/console/{page}",
        "/console/{page}/{id}",
        "/console/{page}/{id}/{part}",
        "/console/assets/{file}",
    ];
}

/// Its own scripts, styles, pictures and sockets, and our page of a desktop in a frame; nothing inline but style sheets that it makes
/// itself, and no other host.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; media-src 'self' blob:; \
         connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

impl Endpoint for Console {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let path = req.uri().path();
        let below = path.strip_prefix("/console").unwrap_or_default().trim_start_matches('/');
        if !below.starts_with("assets/") {
            return page();
        }
        let Some(file) = Built::get(below) else {
            return Err(Problem::not_found("No such part of the console.").into());
        };
        let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..8]));
        let builder = Response::builder()
            .header(header::ETAG, &tag)
            .header(header::CACHE_CONTROL, if below.ends_with(".txt") { "no-cache" } else { FOR_EVER });
        let known = req.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known == Some(tag.as_str()) {
            return Ok(builder.status(StatusCode::NOT_MODIFIED).finish());
        }
        Ok(builder.content_type(media_type(below)).body(file.data.into_owned()))
    }
}

/// The page, whatever is below: the script reads the address.
fn page() -> Result<Response> {
    let Some(file) = Built::get("index.html") else {
        return Err(Problem::not_found("This build has no console.").into());
    };
    let nonce = Uuid::new_v4().simple().to_string();
    let text = String::from_utf8_lossy(&file.data).replace(NONCE, &nonce);
    Ok(Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy(&nonce))
        .header(header::REFERRER_POLICY, "same-origin")
        .header(header::CACHE_CONTROL, "no-store")
        .body(text))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn everything_that_the_page_names_is_embedded() {
        let page = Built::get("index.html").unwrap();
        let page = String::from_utf8(page.data.into_owned()).unwrap();
        assert!(page.contains(NONCE), "the page has no place for its nonce");
        let named: Vec<&str> =
            page.split('"').filter_map(|text| text.strip_prefix("/console/")).filter(|path| !path.is_empty()).collect();
        assert!(named.iter().any(|path| path.ends_with(".js")), "the page names no script: {named:?}");
        for path in named {
            assert!(Built::get(path).is_some(), "{path} is named by the page, and not embedded");
        }
    }

    #[test]
    fn no_part_of_it_names_another_host_to_load_from() {
        let mut bytes = 0;
        for path in Built::iter() {
            let file = Built::get(&path).unwrap();
            bytes += file.data.len();
            let text = String::from_utf8_lossy(&file.data);
            for mark in ["src=\"http", "href=\"http", "url(http", "import(\"http", "@import"] {
                assert!(!text.contains(mark), "{path} loads from elsewhere: {mark}");
            }
        }
        assert!(bytes > 100_000, "the console is not built");
    }
}
