//! Reads the body of a request whole, within a size and a time, before anything else looks at it.

use std::time::Duration;

use futures_util::StreamExt;
use poem::{
    Endpoint, Request, Response, Result,
    http::{Method, StatusCode, header},
};

use crate::problem::Problem;

/// Longest time for a body to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(30);
/// What is read and thrown away at most after a refusal, so that the caller gets to see the answer instead of a reset connection.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;
const DRAIN_DEADLINE: Duration = Duration::from_secs(2);

/// See the module.
pub struct BodyLimit<E> {
    pub inner: E,
    /// Largest body in bytes.
    pub max_bytes: usize,
}

impl<E: Endpoint<Output = Response>> Endpoint for BodyLimit<E> {
    type Output = Response;

    async fn call(&self, mut req: Request) -> Result<Response> {
        if matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
            return self.inner.call(req).await;
        }
        let length =
            req.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if req.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Compressed request bodies are not read; send the body without Content-Encoding.",
            )
            .into());
        }
        let mut stream = req.take_body().into_bytes_stream();
        let mut whole = Vec::with_capacity(length.unwrap_or(0).min(self.max_bytes));
        let mut read = 0;
        let reading = async {
            while let Some(chunk) = stream.next().await {
                let chunk = chunk.map_err(|_| Problem::bad_request("The body ended before it was complete."))?;
                read += chunk.len();
                if read > self.max_bytes || length.is_some_and(|length| length > self.max_bytes) {
                    return Err(self.too_large());
                }
                whole.extend_from_slice(&chunk);
            }
            Ok(())
        };
        let outcome = tokio::time::timeout(BODY_DEADLINE, reading).await.unwrap_or_else(|_| {
            Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "request-timeout",
                format!("The body did not arrive within {} s.", BODY_DEADLINE.as_secs()),
            ))
        });
        if let Err(problem) = outcome {
            if problem.status == StatusCode::PAYLOAD_TOO_LARGE {
                let drain = async {
                    while let Some(Ok(chunk)) = stream.next().await {
                        read += chunk.len();
                        if read > DRAIN_BYTES {
                            break;
                        }
                    }
                };
                // either way the answer is the refusal
                let _ = tokio::time::timeout(DRAIN_DEADLINE, drain).await;
            }
            return Err(problem.into());
        }
        drop(stream);
        req.set_body(whole);
        self.inner.call(req).await
    }
}

impl<E> BodyLimit<E> {
    fn too_large(&self) -> Problem {
        let most = self.max_bytes;
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("The body is larger than the {most} bytes that are read (api.max_body_bytes)."),
        )
        .with("max_bytes", most)
    }
}
