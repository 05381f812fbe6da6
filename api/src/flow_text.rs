//! A flow as the body of a request: in a JSON object as `document` or `source`, bare, or as YAML. Places of problems are those in
//! the body, or in the source where that is a text of its own.

use bytes::Bytes;
use flowtilla_shared::domain::flow::{self, Checked, Flow, Format};
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    body::{self, is_json, unsupported},
    problem::Problem,
    wire::{flow::FlowSource, problem::FieldError},
};

/// Media types of YAML: the registered one and those in use before it.
const YAML: &[&str] = &["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

/// A document that was read and checked, and what was asked beside it.
pub struct FlowText {
    pub checked: Checked,
    pub test_session_id: Option<Uuid>,
    pub approve: bool,
}

/// A flow without errors, ready to be stored.
pub struct ValidFlow {
    pub flow: Flow,
    pub hash: String,
    pub warnings: Vec<FieldError>,
}

impl FlowText {
    /// The flow, when nothing is wrong with it.
    ///
    /// # Errors
    /// 422 with every problem.
    pub fn valid(self) -> Result<ValidFlow, Problem> {
        ValidFlow::new(self.checked)
    }
}

impl ValidFlow {
    /// The flow of a document, when nothing is wrong with it.
    ///
    /// # Errors
    /// 422 with every problem.
    pub fn new(checked: Checked) -> Result<Self, Problem> {
        let warnings = body::faults([&checked]);
        match checked.flow {
            Some(flow) => Ok(Self { hash: flow::hash(&flow), flow, warnings }),
            None => Err(body::invalid_flows(&[checked])),
        }
    }

    /// The flows under one key of a JSON body, when nothing is wrong with any of them.
    ///
    /// # Errors
    /// 422 with every problem of every flow.
    pub fn all_in(text: &[u8], key: &str) -> Result<Vec<Self>, Problem> {
        let text = std::str::from_utf8(text).map_err(|_| Problem::bad_request("The body is not UTF-8."))?;
        let checked = flow::read_embedded(text, &[key]);
        if checked.iter().any(|checked| checked.flow.is_none()) {
            return Err(body::invalid_flows(&checked));
        }
        checked.into_iter().map(Self::new).collect()
    }

    /// The document in long form.
    #[must_use]
    pub fn document(&self) -> Value {
        // cannot fail: it was JSON before
        serde_json::to_value(&self.flow).unwrap_or_default()
    }
}

/// Reads a body of either media type.
fn read(content_type: Option<&str>, text: &[u8]) -> Result<FlowText, Problem> {
    let yaml = content_type.and_then(|found| found.split(';').next()).is_some_and(|found| YAML.contains(&found.trim()));
    let whole = |text: &[u8]| {
        std::str::from_utf8(text).map(str::to_owned).map_err(|_| Problem::bad_request("The body is not UTF-8."))
    };
    if yaml {
        let checked = flow::read(&whole(text)?, Format::Yaml);
        return Ok(FlowText { checked, test_session_id: None, approve: false });
    }
    if !content_type.is_some_and(is_json) {
        return Err(unsupported(content_type, "`application/json` and `application/yaml`"));
    }
    let members: serde_json::Map<String, Value> = body::read(text)?;
    if members.contains_key("steps") && !members.contains_key("document") && !members.contains_key("source") {
        let checked = flow::read(&whole(text)?, Format::Json);
        return Ok(FlowText { checked, test_session_id: None, approve: false });
    }
    let asked: FlowSource = body::read(text)?;
    let checked = match (&asked.document, &asked.source) {
        (Some(_), None) => flow::read_embedded(&whole(text)?, &["document"]).pop(),
        (None, Some(source)) => Some(flow::read(source, Format::Auto)),
        (Some(_), Some(_)) | (None, None) => None,
    };
    let Some(checked) = checked else {
        return Err(Problem::invalid(
            "Give either `document` (JSON) or `source` (text in YAML or JSON), and not both.",
            Vec::new(),
        ));
    };
    Ok(FlowText { checked, test_session_id: asked.test_session_id, approve: asked.approve.unwrap_or(false) })
}

impl<'a> ApiExtractor<'a> for FlowText {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        FlowSource::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let text = MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some("The document as YAML."),
            // sent as it is, not as a JSON text: with this, generators make a request of it
            ..MetaSchema::new_with_format("string", "binary")
        }));
        let content = vec![
            MetaMediaType { content_type: "application/json", schema: FlowSource::schema_ref() },
            MetaMediaType { content_type: "application/yaml", schema: text },
        ];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let text = <Bytes as FromRequest>::from_request(request, body).await?;
        Ok(read(request.content_type(), &text)?)
    }
}
