//! Files in and out.

use std::fmt::Write;

use poem::{
    IntoResponse, Response, handler,
    http::StatusCode,
    web::{Json, Multipart},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use crate::teapots;

/// Most bytes of one upload request.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What arrived of one file.
#[derive(Debug, Serialize)]
struct Received {
    name: String,
    media_type: String,
    bytes: u64,
    /// Lower-case hex.
    sha256: String,
}

/// Reads every file of a form and says what arrived; nothing is kept.
#[handler]
pub async fn upload(mut form: Multipart) -> poem::Result<Response> {
    let mut received = Vec::new();
    let mut total = 0;
    while let Some(field) = form.next_field().await? {
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else { continue };
        let media_type = field.content_type().unwrap_or_default().to_owned();
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut content = Box::pin(field.into_async_read());
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = content.read(&mut buffer).await.map_err(poem::error::BadRequest)?;
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            bytes += count as u64;
            total += count as u64;
            if total > MOST_BYTES {
                return Ok((StatusCode::PAYLOAD_TOO_LARGE, "The shop takes at most 64 MiB at once.").into_response());
            }
        }
        received.push(Received { name, media_type, bytes, sha256: hex::encode(hash.finalize()) });
    }
    Ok(Json(received).into_response())
}

/// The catalogue as a CSV download.
#[handler]
pub fn price_list() -> Response {
    let mut csv = String::from("slug,name,material,price_eur,millilitres\n");
    for teapot in teapots::all() {
        let price = format!("{}.{:02}", teapot.price.0 / 100, teapot.price.0 % 100);
        // Writing to a string cannot fail.
        _ = writeln!(csv, "{},{},{},{price},{}", teapot.slug, teapot.name, teapot.material, teapot.millilitres);
    }
    Response::builder()
        .content_type("text/csv; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"price-list.csv\"")
        .body(csv)
}
