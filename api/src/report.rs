//! `…/report`: the run as JUnit, HTML, JSON, CTRF, Allure results or Markdown, rendered by `flowtilla_shared::report`.

use std::sync::Arc;

use flowtilla_shared::{
    report::{self, ReportInput},
    store::RunDetail,
};
use poem::{IntoResponse, Response, http::header};
use poem_openapi::{
    ApiResponse, Enum,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::ToJSON,
};

use crate::{
    problem::Problem,
    state::State,
    wire::{
        domain::{Document, Domain},
        run::TestRun,
    },
};

/// Bytes of pictures in one HTML report; what is beyond is linked.
const MAX_ATTACHED: u64 = 24 * 1024 * 1024;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ReportFormat {
    Junit,
    Html,
    Json,
    /// Common Test Report Format.
    Ctrf,
    /// An `allure-results` directory as a zip archive.
    Allure,
    Markdown,
}

/// A report.
pub struct Report {
    format: ReportFormat,
    contents: Vec<u8>,
}

impl Report {
    /// Writes the report on a run.
    ///
    /// # Errors
    /// 500 when the run cannot be described, which is a fault of ours.
    pub async fn write(state: &Arc<State>, detail: RunDetail, format: ReportFormat) -> Result<Self, Problem> {
        let documents = state.store.runs().documents(detail.run.project_id, detail.run.id).await?;
        let mut run: TestRun = detail.into();
        for (execution, document) in run.executions.iter_mut().zip(documents) {
            execution.document = Some(Domain(Document(document)));
        }
        let hashes: Vec<(String, String, u64)> = run
            .executions
            .iter()
            .flat_map(|execution| &execution.artifacts)
            .map(|artifact| (artifact.id.to_string(), artifact.sha256.clone(), artifact.bytes))
            .collect();
        let mut input = ReportInput::from_detail(&run.to_json().unwrap_or_default()).map_err(|error| {
            tracing::error!(error = %error, "A run could not be described for its report");
            Problem::internal()
        })?;
        if matches!(format, ReportFormat::Html | ReportFormat::Allure) {
            attach(state, &mut input, &hashes).await;
        }
        // laying out thousands of steps is work for another thread
        let contents = tokio::task::spawn_blocking(move || match format {
            ReportFormat::Junit => Ok(report::junit(&input).into_bytes()),
            ReportFormat::Html => report::html(&input).map(String::into_bytes).map_err(|error| error.to_string()),
            ReportFormat::Json => Ok(report::json(&input).to_string().into_bytes()),
            ReportFormat::Ctrf => Ok(report::ctrf(&input).to_string().into_bytes()),
            ReportFormat::Allure => Ok(report::allure_zip(&input)),
            ReportFormat::Markdown => Ok(report::markdown(&input).into_bytes()),
        });
        let contents = contents.await.unwrap_or_else(|error| Err(error.to_string())).map_err(|error| {
            tracing::error!(error = %error, "A report could not be written");
            Problem::internal()
        })?;
        Ok(Self { format, contents })
    }
}

/// Adds pictures and outlines as long as there is room; bytes that are gone are left out.
async fn attach(state: &State, input: &mut ReportInput, hashes: &[(String, String, u64)]) {
    let wanted: Vec<(String, String)> =
        input.wanted().map(|artifact| (artifact.id.clone(), artifact.media_type.clone())).collect();
    let mut room = MAX_ATTACHED;
    for (id, media_type) in wanted {
        let Some((_, sha256, bytes)) = hashes.iter().find(|(known, _, _)| *known == id) else { continue };
        if *bytes > room {
            continue;
        }
        match state.blobs.get(sha256).await {
            Ok(contents) => {
                room -= bytes;
                input.attach(id, media_type, contents.to_vec());
            }
            Err(error) => tracing::debug!(error = %error, "Artifact `{id}` is missing in a report"),
        }
    }
}

impl IntoResponse for Report {
    fn into_response(self) -> Response {
        let (media_type, name) = match self.format {
            ReportFormat::Junit => ("application/xml", "report.xml"),
            ReportFormat::Html => ("text/html; charset=utf-8", "report.html"),
            ReportFormat::Json => ("application/json", "report.json"),
            ReportFormat::Ctrf => ("application/json", "ctrf-report.json"),
            ReportFormat::Allure => ("application/zip", "allure-results.zip"),
            ReportFormat::Markdown => ("text/markdown; charset=utf-8", "report.md"),
        };
        Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\""))
            // page text and flow names are in it: it may not run anything
            .header(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; media-src data: 'self'; sandbox allow-popups",
            )
            .body(self.contents)
    }
}

impl ApiResponse for Report {
    fn meta() -> MetaResponses {
        let text = || MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
        let binary = MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let object = MetaSchemaRef::Inline(Box::new(MetaSchema::new("object")));
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The report in the format asked for.",
                status: Some(200),
                status_range: None,
                content: vec![
                    MetaMediaType { content_type: "text/html", schema: text() },
                    MetaMediaType { content_type: "application/xml", schema: text() },
                    MetaMediaType { content_type: "application/json", schema: object },
                    MetaMediaType { content_type: "application/zip", schema: binary },
                    MetaMediaType { content_type: "text/markdown", schema: text() },
                ],
                headers: Vec::new(),
            }],
        }
    }

    fn register(_: &mut Registry) {}
}
