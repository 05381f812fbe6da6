//! Compresses text answers of a kilobyte and more when the caller reads gzip or brotli. Streams and pictures are left alone.

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderMap, HeaderValue, Method, header},
    web::{Compress as Compressed, CompressionAlgo},
};

/// Answers below this many bytes go out as they are.
const SMALLEST: usize = 1024;

/// See the module.
pub struct Compress<E>(pub E);

impl<E: Endpoint<Output = Response>> Endpoint for Compress<E> {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let coding = accepted(req.headers());
        let head = req.method() == Method::HEAD;
        let mut response = self.0.call(req).await?;
        if head || !is_text(response.headers()) || response.headers().contains_key(header::CONTENT_ENCODING) {
            return Ok(response);
        }
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        let Some(coding) = coding else { return Ok(response) };
        // the text answers are in memory already
        let body = response.take_body().into_bytes().await.unwrap_or_default();
        let small = body.len() < SMALLEST;
        response.set_body(body);
        if small {
            return Ok(response);
        }
        response.headers_mut().remove(header::CONTENT_LENGTH);
        Ok(Compressed::new(response, coding).into_response())
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default();
    matches!(
        media_type,
        "application/json"
            | "application/problem+json"
            | "text/html"
            | "text/css"
            | "text/javascript"
            | "image/svg+xml"
            | "application/xml"
            | "application/yaml"
    )
}

/// The coding that the caller likes best among those we write; gzip when equal, because it is cheaper.
fn accepted(headers: &HeaderMap) -> Option<CompressionAlgo> {
    let given = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut best: Option<(f32, CompressionAlgo)> = None;
    for item in given {
        let mut parts = item.split(';').map(str::trim);
        let coding = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "gzip" | "*" => CompressionAlgo::GZIP,
            "br" => CompressionAlgo::BR,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.trim().parse().ok()).unwrap_or(1.0);
        let better =
            best.is_none_or(|(most, chosen)| weight > most || (weight >= most && chosen == CompressionAlgo::BR));
        if weight > 0.0 && better {
            best = Some((weight, coding));
        }
    }
    best.map(|(_, coding)| coding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_and_zero_means_no() {
        let choose = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepted(&headers)
        };
        assert_eq!(choose("gzip, deflate, br, zstd"), Some(CompressionAlgo::GZIP));
        assert_eq!(choose("gzip;q=0.5, br"), Some(CompressionAlgo::BR));
        assert_eq!(choose("gzip;q=0"), None);
        assert_eq!(choose("identity"), None);
    }
}
