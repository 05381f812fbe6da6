//! The body of an error answer.

use poem_openapi::Object;
use serde::Serialize;

/// An error as of RFC 9457.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(rename = "Problem", skip_serializing_if_is_none)]
pub struct ProblemBody {
    /// Names the kind of problem: `urn:flowtilla:problem:not-found`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The last part of `type`, for programs to compare: `not-found`.
    pub code: String,
    /// What was wrong this time, and what to do about it.
    pub detail: String,
    /// The path of the request.
    pub instance: Option<String>,
    /// The id under which the log has this request; also in the `X-Request-Id` header.
    pub request_id: Option<String>,
    /// Single faults of the request, all of them.
    pub errors: Option<Vec<FieldError>>,
}

/// One fault of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FieldError {
    /// Where, as a path into the body: `flows[0].steps[3].target`.
    pub path: String,
    /// Line in the body, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in that line, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What was wrong and what was expected.
    pub message: String,
    /// `error`, or `warning` for something that works but is likely a mistake.
    pub severity: String,
    /// The kind of fault, as a word that programs may compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}
