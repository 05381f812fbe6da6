//! Request bodies: JSON read by serde, so that every complaint carries line and column.

use bytes::Bytes;
use flowtilla_shared::domain::flow::{self, Checked};
use poem::{FromRequest, Request, RequestBody, Result, http::StatusCode};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;

use crate::{problem::Problem, wire::problem::FieldError};

/// A JSON body read as `T`, with its text for the places of later complaints.
pub struct Body<T> {
    /// What was asked.
    pub value: T,
    /// The body as it came.
    pub text: Bytes,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    /// The place of a byte in a text.
    #[must_use]
    pub fn of(text: &[u8], offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        Self { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }
}

/// Reads JSON as `T`.
///
/// # Errors
/// 400 for what is no JSON, is nested too deeply or holds NUL characters (Postgres cannot store them), 422 for JSON of another shape;
/// both with line and column.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::bad_request("The body is empty; a JSON object was expected."));
    }
    match serde_json::from_slice(text) {
        Ok(value) => refuse_nul(text).map(|()| value),
        Err(error) => Err(unreadable(text, &error)),
    }
}

/// serde's complaint as a problem: 400 when it is no JSON, 422 when it is other JSON than expected.
fn unreadable(text: &[u8], error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
    let column = u32::try_from(error.column()).unwrap_or(u32::MAX).max(1);
    let deep = message.contains("recursion limit");
    let message =
        if deep { "nested more than 127 levels deep; no document here needs more than a few" } else { message };
    let fault = FieldError {
        path: String::new(),
        line: Some(line),
        column: Some(column),
        message: format!("{message}."),
        severity: "error".into(),
        code: Some(
            if deep {
                "too-deep"
            } else if error.is_data() {
                "wrong-shape"
            } else {
                "no-json"
            }
            .into(),
        ),
    };
    // serde calls depth a syntax error; the first fault wins either way, so the rest of the text does not matter
    if error.is_data() && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok() {
        Problem::invalid(
            format!("The body does not have the expected shape: {message} (line {line}, column {column})."),
            vec![fault],
        )
    } else {
        let errors = vec![fault];
        Problem {
            errors,
            ..Problem::bad_request(format!(
                "The body is not readable as JSON: {message} (line {line}, column {column})."
            ))
        }
    }
}

/// Refuses `\u0000` in any string or key of a JSON text.
fn refuse_nul(text: &[u8]) -> Result<(), Problem> {
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|&b| b == b'\\') {
        let escape = at + found;
        if text[escape..].starts_with(b"\\u0000") {
            let Place { line, column } = Place::of(text, escape);
            let mut problem = Problem::bad_request(format!(
                "The body holds a NUL character (\\u0000) at line {line}, column {column}; text with NUL cannot be stored. Leave it out."
            ));
            problem.errors = vec![FieldError {
                line: Some(line),
                column: Some(column),
                message: "A NUL character cannot be stored.".into(),
                severity: "error".into(),
                code: Some("nul".into()),
                ..FieldError::default()
            }];
            return Err(problem);
        }
        at = escape + 2;
        if at >= text.len() {
            break;
        }
    }
    Ok(())
}

/// What was found wrong in documents, as faults of the request.
pub fn faults<'a>(checked: impl IntoIterator<Item = &'a Checked>) -> Vec<FieldError> {
    let place = |n: u32| (n > 0).then_some(n);
    let fault = |problem: &flow::Problem| FieldError {
        path: problem.path.clone(),
        line: place(problem.line),
        column: place(problem.column),
        message: problem.message.clone(),
        severity: if problem.is_error() { "error" } else { "warning" }.into(),
        code: Some(problem.code.clone()),
    };
    checked.into_iter().flat_map(|checked| &checked.problems).map(fault).collect()
}

/// 422 that lists everything that is wrong with the documents of a request.
#[must_use]
pub fn invalid_flows(checked: &[Checked]) -> Problem {
    let wrong = checked.iter().filter(|checked| checked.flow.is_none()).count();
    let mut errors = faults(checked);
    errors.retain(|fault| fault.severity == "error");
    let count = errors.len();
    let of =
        if checked.len() == 1 { "The flow has".to_owned() } else { format!("{wrong} of {} flows have", checked.len()) };
    let noun = if count == 1 { "error" } else { "errors" };
    Problem { code: "invalid-flow", ..Problem::invalid(format!("{of} {count} {noun}; see `errors`."), errors) }
}

/// Whether a media type is JSON.
#[must_use]
pub fn is_json(content_type: &str) -> bool {
    content_type.parse::<mime::Mime>().is_ok_and(|mime| {
        mime.type_() == mime::APPLICATION && (mime.subtype() == mime::JSON || mime.suffix() == Some(mime::JSON))
    })
}

/// 415 with what would be read.
#[must_use]
pub fn unsupported(content_type: Option<&str>, wanted: &str) -> Problem {
    let found = content_type.map_or("no Content-Type".to_owned(), |found| format!("`{found}`"));
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        format!("The request has {found}; this operation reads {wanted}."),
    )
}

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let schema: MetaSchemaRef = T::schema_ref();
        let content = vec![MetaMediaType { content_type: "application/json", schema }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        match request.content_type() {
            Some(found) if is_json(found) => {}
            found => return Err(unsupported(found, "`application/json`").into()),
        }
        let text = <Bytes as FromRequest>::from_request(request, body).await?;
        Ok(Self { value: read(&text)?, text })
    }
}

/// A JSON body that may be left out.
pub struct Optional<T>(pub Option<T>);

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Optional<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Body::<T>::request_meta().map(|meta| MetaRequest { required: false, ..meta })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let text = <Bytes as FromRequest>::from_request(request, body).await?;
        if text.is_empty() {
            return Ok(Self(None));
        }
        let mut again = RequestBody::new(text.into());
        Body::from_request(request, &mut again, options).await.map(|body: Body<T>| Self(Some(body.value)))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its type matters")]
        count: u32,
    }

    #[test]
    fn malformed_json_is_a_400_with_its_place() {
        let problem = read::<Sample>(b"{\n  \"count\": oops }").expect_err("is no JSON");
        assert_eq!(problem.status, StatusCode::BAD_REQUEST);
        assert_eq!((problem.errors[0].line, problem.errors[0].column), (Some(2), Some(12)));
    }

    #[test]
    fn json_of_another_shape_is_a_422_that_names_what_is_known() {
        let problem = read::<Sample>(b"{\"cuont\": 1}").expect_err("has an unknown field");
        assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem.detail.contains("unknown field `cuont`, expected `count`"), "{}", problem.detail);
    }

    #[test]
    fn ten_thousand_levels_are_refused_without_a_crash() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        let problem = read::<serde_json::Value>(deep.as_bytes()).expect_err("is too deep");
        assert_eq!(problem.errors[0].code.as_deref(), Some("too-deep"));
    }

    #[test]
    fn nul_is_found_behind_escapes_and_a_literal_backslash_is_not_mistaken_for_it() {
        assert!(refuse_nul(br#"{"a":"x\u0000"}"#).is_err());
        assert!(refuse_nul(br#"{"a":"x\\u0000"}"#).is_ok());
        assert!(refuse_nul(br#"{"a":"\\\u0000"}"#).is_err());
    }
}
