//! Flows that a model writes.

use std::collections::HashMap;

use flowtilla_shared::store::{GenerationRow, TestSessionDetail};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    domain::{Document, Domain},
    flow::Flow,
};

/// What flows are to be written about.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerateFlows {
    /// What is to be tested, in plain language.
    pub prompt: String,
    /// The site under test; absent: the first address in the prompt.
    pub base_url: Option<String>,
    /// How many flows; 3 when absent, at most 10.
    pub count: Option<u32>,
    /// Look at the site first and try every flow; `true` when absent. Without it nothing is verified.
    pub explore: Option<bool>,
    /// The model: id, alias or `endpoint/id` (`GET /api/models`).
    pub model: Option<String>,
    /// Dollars that the models may cost; never more than the server's own cap.
    pub max_usd: Option<f64>,
    /// Specifications, stories, descriptions of an API.
    pub attachments: Option<Vec<PromptAttachment>>,
}

/// A document beside a prompt.
#[derive(Clone, Debug, Object, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[oai(skip_serializing_if_is_none)]
pub struct PromptAttachment {
    pub name: String,
    /// Markdown, OpenAPI, or any other text.
    pub text: Option<String>,
    /// The bytes in base64: a PDF, or text.
    pub data: Option<String>,
}

/// Flows that were written for a prompt.
#[derive(Clone, Debug, Object)]
pub struct Generation {
    pub test_session_id: Uuid,
    /// `generating`, `ready`, `failed` or `cancelled`.
    pub status: String,
    /// Why there are no flows.
    #[oai(nullable)]
    pub message: Option<String>,
    /// The stream of its events.
    pub topic: String,
    /// The scripted model wrote them: no key for a real one is set.
    pub demo: bool,
    pub flows: Vec<GeneratedFlow>,
}

/// A draft.
#[derive(Clone, Debug, Object)]
pub struct GeneratedFlow {
    pub flow_id: Uuid,
    pub name: String,
    /// Hash of the newest version.
    pub version: String,
    /// `pending`, `approved` or `rejected`.
    pub approval: String,
    pub document: Domain<Document>,
    /// Warnings about the document.
    pub lint: Vec<Value>,
    /// What is known about it since it was written: `verified` (it was tried and passed), `tried`, `problem`, `kind`, `assertions`,
    /// `steps` (of each the `sentence` of the prompt that it comes from, and whether it was `verified`), `risks`, `expected`
    /// (`seconds`, `model_usd`), `demo`.
    pub generation: Value,
}

impl Generation {
    /// A generation with its drafts as they are now.
    pub fn new(row: GenerationRow, session: TestSessionDetail) -> Self {
        let mut about: HashMap<String, Value> = HashMap::new();
        for finding in row.findings.as_array().into_iter().flatten() {
            about.insert(finding["flow_id"].as_str().unwrap_or_default().to_owned(), finding.clone());
        }
        let demo = about.values().any(|finding| finding["demo"] == true);
        let status = match row.status.as_str() {
            "ready" | "failed" | "cancelled" => row.status,
            _ => "generating".into(),
        };
        let flows = session.flows.into_iter().map(|flow| {
            let about = about.remove(&flow.id.to_string()).unwrap_or_default();
            let approval = flow.version.approval.to_string();
            let flow: Flow = flow.into();
            GeneratedFlow {
                flow_id: flow.id,
                name: flow.name,
                version: flow.version,
                approval,
                document: flow.document,
                lint: flow.lint,
                generation: about,
            }
        });
        Self {
            flows: flows.collect(),
            test_session_id: session.row.id.0,
            status,
            message: row.message,
            topic: flowtilla_shared::domain::event::generation_topic(session.row.id),
            demo,
        }
    }
}
