//! The schemas of events and of the domain's words, taken from the types themselves.

use flowtilla_shared::{
    domain::{
        agent::{
            AgentStatus, ApprovalKind, ApprovalStatus, CallState, ConfirmPolicy, Control, DesktopStatus, Role,
            WaitingFor,
        },
        event::Event,
        flow::{Engine, Level, Viewport},
        mutation::{MutantFate, MutantKind, ProofStatus},
        outcome::{EarlierAttempt, ErrorKind, Note, StepError},
        status::{Counts, Priority, Reason, Status, StepStatus},
    },
    store::{Approval, BaselineStatus, Decision},
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::schema::convert_document;

/// One kind of event: its `type` on the wire and the names of its schemas.
#[derive(Clone, Debug)]
pub struct EventKind {
    /// `step.finished`
    pub tag: String,
    /// `StepFinishedEvent`
    pub schema: String,
    pub description: String,
}

/// `step.finished` as a part of a schema's name: `StepFinished`.
fn camel(tag: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    tag.split(['.', '_']).map(upper).collect()
}

fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Schemas of the domain's words and of the events, and the list of event kinds.
#[must_use]
pub fn schemas() -> (Map<String, Value>, Vec<EventKind>) {
    let mut components = Map::new();
    words::<AgentStatus>("AgentStatus", &mut components);
    words::<ApprovalKind>("ApprovalKind", &mut components);
    words::<ApprovalStatus>("ApprovalStatus", &mut components);
    words::<CallState>("CallState", &mut components);
    words::<ConfirmPolicy>("ConfirmPolicy", &mut components);
    words::<Control>("Control", &mut components);
    words::<DesktopStatus>("DesktopStatus", &mut components);
    words::<Role>("Role", &mut components);
    words::<WaitingFor>("WaitingFor", &mut components);
    words::<StepError>("StepError", &mut components);
    words::<ErrorKind>("ErrorKind", &mut components);
    words::<Level>("Level", &mut components);
    words::<Counts>("Counts", &mut components);
    words::<Status>("Status", &mut components);
    words::<StepStatus>("StepStatus", &mut components);
    words::<Reason>("Reason", &mut components);
    words::<Priority>("Priority", &mut components);
    words::<Approval>("Approval", &mut components);
    words::<BaselineStatus>("BaselineStatus", &mut components);
    words::<Decision>("Decision", &mut components);
    words::<MutantKind>("MutantKind", &mut components);
    words::<MutantFate>("MutantFate", &mut components);
    words::<ProofStatus>("ProofStatus", &mut components);
    words::<Note>("Note", &mut components);
    words::<EarlierAttempt>("EarlierAttempt", &mut components);
    words::<Engine>("Engine", &mut components);
    words::<Viewport>("Viewport", &mut components);
    let (root, definitions) = convert_document(schema_of::<Event>());
    components.extend(definitions);
    let mut kinds = Vec::new();
    for variant in root["oneOf"].as_array().or_else(|| root["anyOf"].as_array()).into_iter().flatten() {
        let tags = variant["properties"]["type"]["enum"].as_array();
        let Some(tag) = tags.and_then(|tags| tags.first()).and_then(Value::as_str) else { continue };
        let name = camel(tag);
        let description = variant["description"].as_str().map_or_else(|| format!("`{tag}`"), str::to_owned);
        let mut data = variant["properties"]["data"].clone();
        // a variant without fields carries none; an object all the same, so that clients see one shape
        if data.is_null() {
            data = json!({ "type": "object" });
        }
        components.insert(format!("{name}Data"), data);
        let schema = format!("{name}Event");
        components.insert(schema.clone(), envelope(tag, &description, &name));
        kinds.push(EventKind { tag: tag.into(), schema, description });
    }
    let references: Vec<Value> =
        kinds.iter().map(|kind| json!({"$ref": format!("#/components/schemas/{}", kind.schema)})).collect();
    let mapping: Map<String, Value> =
        kinds.iter().map(|kind| (kind.tag.clone(), json!(format!("#/components/schemas/{}", kind.schema)))).collect();
    components.insert(
        "Event".into(),
        json!({
            "description": "What happened: one envelope on every socket, stream and log. `data` is typed by `type`. Both only ever grow: ignore types and fields that you do not know.",
            "oneOf": references,
            "discriminator": { "propertyName": "type", "mapping": mapping },
        }),
    );
    (components, kinds)
}

fn envelope(tag: &str, description: &str, name: &str) -> Value {
    json!({
        "type": "object",
        "description": description,
        "required": ["seq", "at", "topic", "type", "data"],
        "properties": {
            "seq": { "type": "integer", "format": "int64", "minimum": 0, "description": "Number within the stream, gapless from 1." },
            "at": { "type": "string", "format": "date-time", "description": "When the change was committed, by the database's clock." },
            "topic": { "type": "string", "description": "The stream: `run:{id}`." },
            "type": { "type": "string", "enum": [tag] },
            "data": { "$ref": format!("#/components/schemas/{name}Data") },
            "position": { "type": "string", "description": "Only on the topic `all`: where to resume, as `after`." },
        },
    })
}

fn words<T: JsonSchema>(name: &str, components: &mut Map<String, Value>) {
    let (root, definitions) = convert_document(schema_of::<T>());
    components.extend(definitions);
    components.insert(name.into(), root);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_schema_with_its_own_type_and_typed_data() {
        let (components, kinds) = schemas();
        let tags: Vec<&str> = kinds.iter().map(|kind| kind.tag.as_str()).collect();
        for tag in ["run.queued", "run.finished", "execution.started", "step.finished", "artifact.added", "reset"] {
            assert!(tags.contains(&tag), "{tag} is missing in {tags:?}");
        }
        assert_eq!(components["StepFinishedEvent"]["properties"]["type"]["enum"], json!(["step.finished"]));
        assert_eq!(
            components["StepFinishedData"]["properties"]["error"],
            json!({"allOf": [{"$ref": "#/components/schemas/StepError"}], "nullable": true})
        );
        assert_eq!(components["StepFinishedData"]["properties"]["execution_id"]["format"], "uuid");
    }
}
