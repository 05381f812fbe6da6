//! The page that shows the desktop of a session: noVNC, built in `api/viewer`, its build embedded here.

use poem::{
    Endpoint, Request, Response, Result,
    http::{StatusCode, header},
};
use rust_embed::RustEmbed;

use crate::problem::Problem;

/// What `npm run build` made, as it is committed.
#[derive(RustEmbed)]
#[folder = "viewer/dist"]
struct Built;

/// Its own scripts and styles, its own server, pictures that it makes itself (the pointer, pieces of the screen); nothing inline. Our own
/// pages may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob: data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The name of a script or a style holds a hash of its contents.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page at `/sessions/{id}/view`, and its assets. It holds no data, so it needs no key.
pub struct DesktopPage;

impl DesktopPage {
    /// Paths that it answers, as the route table names them.
    pub const PATHS: &'static [&'static str] = &["/sessions/{id}/view", "/sessions/assets/{file}"];
}

impl Endpoint for DesktopPage {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let path = req.uri().path();
        let asset = path.strip_prefix("/sessions/").filter(|below| below.starts_with("assets/"));
        let name = asset.unwrap_or("index.html");
        let Some(file) = Built::get(name) else {
            return Err(Problem::not_found("No such part of this page.").into());
        };
        let tag =
            format!("\"{}\"", file.metadata.sha256_hash()[..8].iter().map(|b| format!("{b:02x}")).collect::<String>());
        let lasting = asset.is_some() && !name.ends_with(".txt");
        let builder = Response::builder()
            .header(header::ETAG, &tag)
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header(header::REFERRER_POLICY, "no-referrer")
            .header(header::CACHE_CONTROL, if lasting { FOR_EVER } else { "no-cache" });
        let known = req.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known == Some(tag.as_str()) {
            return Ok(builder.status(StatusCode::NOT_MODIFIED).finish());
        }
        Ok(builder.content_type(media_type(name)).body(file.data.into_owned()))
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn all_of_the_page_is_embedded_and_nothing_of_it_is_elsewhere() {
        let page = Built::get("index.html").unwrap();
        let page = String::from_utf8(page.data.into_owned()).unwrap();
        assert!(
            !page.contains("<style") && !page.contains("style=\"") && !page.contains("<script>"),
            "something is inline"
        );
        let named: Vec<&str> = page
            .split('"')
            .filter_map(|text| text.strip_prefix("/sessions/"))
            .filter(|path| !path.is_empty())
            .collect();
        assert!(
            named.iter().any(|path| path.ends_with(".js")) && named.iter().any(|path| path.ends_with(".css")),
            "{named:?}"
        );
        for path in named {
            assert!(Built::get(path).is_some(), "{path} is named by the page, and not embedded");
        }
        for path in Built::iter() {
            let file = Built::get(&path).unwrap();
            let text = String::from_utf8_lossy(&file.data).into_owned();
            for mark in ["src=\"http", "href=\"http", "url(http", "import(\"http", "@import"] {
                assert!(!text.contains(mark), "{path} loads from elsewhere: {mark}");
            }
        }
        let licences = Built::get("assets/licences.txt").unwrap();
        assert!(String::from_utf8_lossy(&licences.data).contains("@novnc/novnc"), "the licences are missing");
    }
}
