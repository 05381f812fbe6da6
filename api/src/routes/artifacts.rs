//! Bytes of artifacts. They come from pages and are hostile: nothing in them may run under our origin.

use bytes::Bytes;
use flowtilla_shared::{
    blob,
    domain::ids::{ArtifactId, ProjectId},
    store::ArtifactRow,
};
use poem::{
    IntoResponse, Response,
    http::{HeaderMap, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    caller::{Caller, Read},
    problem::Problem,
    state::State,
};

/// Media types that a browser may show; everything else is only saved.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/webp", "image/gif"];

pub struct ArtifactsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Runs")]
impl ArtifactsApi {
    /// Get the bytes of an artifact.
    ///
    /// Pictures may be shown by a browser, everything else is offered for saving.
    #[oai(path = "/artifacts/:id", method = "get", operation_id = "getArtifact")]
    async fn get(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        headers: &HeaderMap,
    ) -> Result<ArtifactBytes, Problem> {
        bytes_of(&state, caller.project, id.0.into(), headers).await
    }
}

/// The bytes of an artifact, for a caller who may have them already.
///
/// # Errors
/// 404.
pub async fn bytes_of(
    state: &State,
    project: ProjectId,
    id: ArtifactId,
    headers: &HeaderMap,
) -> Result<ArtifactBytes, Problem> {
    let row = state.store.artifacts().get(project, id).await?;
    let tag = format!("\"{}\"", row.sha256);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known
        .is_some_and(|known| known == "*" || known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag))
    {
        return Ok(ArtifactBytes { row, contents: None });
    }
    match state.blobs.get(&row.sha256).await {
        Ok(contents) => Ok(ArtifactBytes { row, contents: Some(contents) }),
        Err(blob::Error::NotFound(_)) => {
            Err(Problem::not_found(format!("The bytes of artifact `{}` are not kept any more.", row.id)))
        }
        Err(error @ (blob::Error::BadName(_) | blob::Error::Dir { .. } | blob::Error::Store(_))) => {
            tracing::error!(error = ?error, "The bytes of artifact `{}` cannot be read", row.id);
            Err(Problem::internal())
        }
    }
}

/// The bytes, or nothing when the caller has them already.
pub struct ArtifactBytes {
    row: ArtifactRow,
    contents: Option<Bytes>,
}

/// A file name that cannot leave the quotes of a header.
fn file_name(row: &ArtifactRow) -> String {
    let given = row.name.as_deref().unwrap_or_default();
    let plain: String =
        given.chars().filter(|c| c.is_ascii_alphanumeric() || " ._-()".contains(*c)).take(100).collect();
    let plain = plain.trim_matches(['.', ' ']);
    if !plain.is_empty() {
        return plain.to_owned();
    }
    let ending = match row.media_type.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "application/json" => "json",
        media_type if media_type.starts_with("text/") => "txt",
        _ => "bin",
    };
    format!("{}-{}.{ending}", row.kind, row.id)
}

impl IntoResponse for ArtifactBytes {
    fn into_response(self) -> Response {
        let shown = SHOWN.contains(&self.row.media_type.as_str());
        let disposition =
            format!("{}; filename=\"{}\"", if shown { "inline" } else { "attachment" }, file_name(&self.row));
        let media_type = if self.row.media_type.parse::<mime::Mime>().is_ok() {
            self.row.media_type.as_str()
        } else {
            "application/octet-stream"
        };
        let builder = Response::builder()
            .header(header::ETAG, format!("\"{}\"", self.row.sha256))
            .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
            .header(header::CONTENT_DISPOSITION, disposition)
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
            .header("cross-origin-resource-policy", "same-origin")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        match self.contents {
            Some(contents) => builder.content_type(media_type).body(contents),
            None => builder.status(StatusCode::NOT_MODIFIED).finish(),
        }
    }
}

impl ApiResponse for ArtifactBytes {
    fn meta() -> MetaResponses {
        let header = |name: &str, description: &str| MetaHeader {
            name: name.into(),
            description: Some(description.into()),
            required: true,
            deprecated: false,
            schema: String::schema_ref(),
        };
        let headers = || vec![header("ETAG", "Hash of the bytes; send it back in `If-None-Match`.")];
        let bytes = || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        // the media type is that of the artifact; these two stand for all, since generators stumble over `*/*`
        let content = ["application/octet-stream", "image/png"]
            .map(|content_type| MetaMediaType { content_type, schema: bytes() });
        let response = |status, description, content, headers| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content,
            headers,
        };
        MetaResponses {
            responses: vec![
                response(200, "The bytes, under their own media type.", content.into(), headers()),
                response(304, "The caller has these bytes already.", Vec::new(), headers()),
            ],
        }
    }

    fn register(_: &mut Registry) {}
}
