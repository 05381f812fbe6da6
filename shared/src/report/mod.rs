//! Reports on a test run: for people (HTML, Markdown), for CI servers (JUnit, GitHub annotations), for dashboards (CTRF, Allure)
//! and for programs (JSON).
//!
//! Pure: [`ReportInput`] is read from the API's answer to `GET /api/test-runs/{id}`, so the API and `flowtilla run` make the same
//! report. Bytes of pictures and outlines are attached by whoever has them.

mod allure;
mod annotations;
mod ctrf;
mod describe;
mod html;
mod input;
mod junit;
mod logs;
mod markdown;
#[cfg(test)]
mod tests;
mod zip;

pub use allure::{allure, allure_zip};
pub use annotations::github;
pub use ctrf::ctrf;
pub use describe::{describe_step, step_at, told, told_at};
pub use html::html;
pub use input::{Artifact, Attachment, Attempt, AttemptSteps, Execution, ReportInput, Run, Step};
pub use junit::junit;
pub use markdown::markdown;

/// How the name of a file of this media type ends, without the dot; `bin` when the type is not known.
#[must_use]
pub fn file_ending(media_type: &str) -> &'static str {
    match media_type.split(';').next().unwrap_or_default() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "text/plain" => "txt",
        "text/csv" => "csv",
        "text/html" => "html",
        "application/json" => "json",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "video/webm" => "webm",
        _ => "bin",
    }
}

/// The run as one JSON document, without attached bytes.
#[must_use]
pub fn json(input: &ReportInput) -> serde_json::Value {
    // cannot fail: every map in it has text keys
    serde_json::to_value(&input.run).unwrap_or_default()
}

/// A duration for people: `812 ms`, `3.4 s`, `2 min 05 s`.
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => format!("{} min {:02} s", milliseconds / 60_000, milliseconds / 1_000 % 60),
    }
}
