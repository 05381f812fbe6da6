//! What poem-openapi writes, made valid and pleasant for client generators (`reference/ecosystem.md` §1.2).

use std::collections::{BTreeMap, BTreeSet};

use flowtilla_shared::domain::flow;
use serde_json::{Map, Value, json};

use super::{events, schema};
use crate::{
    routes::{streams, waiting},
    wire::{page, part},
};

/// Scopes that stand in the raw document where the security schemes belong.
const SCOPES: &[&str] = &["read", "run", "approve", "agent", "admin"];

/// Bounds of whole-number parameters, which their handlers check with a better sentence than poem has.
const BOUNDS: &[(&str, i64, i64)] = &[
    ("size", 1, page::MAX_SIZE as i64),
    ("page", 1, u32::MAX as i64),
    ("wait_seconds", 0, waiting::MAX_WAIT.as_secs() as i64),
    ("after", 0, i64::MAX),
    ("limit", 1, part::MOST as i64),
    ("count", 1, streams::MAX_TICKS as i64),
    ("interval_ms", *streams::TICK_MS.start() as i64, *streams::TICK_MS.end() as i64),
];

/// Texts of requests that handlers check with a better sentence than poem has: schema, field, characters at most, pattern.
const TEXTS: &[(&str, &str, Option<u32>, Option<&str>)] = &[
    ("NewSecret", "value", None, None),
    ("NewBaseline", "flow_name", Some(300), Some(NOT_BLANK)),
    ("NewBaseline", "name", Some(300), Some(NOT_BLANK)),
    ("NewBaseline", "setting", Some(300), Some(NOT_BLANK)),
    // the signature of a PNG, in base64
    ("NewBaseline", "png", None, Some("^iVBORw0KGg[opqr][A-Za-z0-9+/]([A-Za-z0-9+/]{4})*$")),
];
const NOT_BLANK: &str = r"\S";

/// The published document.
#[must_use]
pub fn tidy(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(components) = document["components"]["schemas"].as_object_mut() {
        let (words, _) = events::schemas();
        components.extend(words);
        components.extend(flow::schema_openapi());
    }
    walk(&mut document, &mut clean_node);
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths.iter_mut() {
            for operation in operations.as_object_mut().into_iter().flat_map(Map::values_mut) {
                tidy_operation(path, operation);
            }
        }
    }
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "An API key as `Authorization: Bearer <key>`. `dev` on loopback needs none." },
        "apiKey": { "type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same API key in a header of its own." },
    });
    limit_texts(&mut document);
    close_requests(&mut document);
    require_nulls(&mut document);
    null_beside_reference(&mut document);
    drop_unused(&mut document);
    document
}

/// Calls a function on every object of a document, inner ones first.
fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|inner| walk(inner, visit));
            visit(object);
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| walk(inner, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn clean_node(node: &mut Map<String, Value>) {
    for (key, noise) in [("deprecated", false), ("explode", true)] {
        if node.get(key) == Some(&json!(noise)) {
            node.remove(key);
        }
    }
    merge_all_of(node);
    whole_numbers(node);
    schema::unsigned(node);
    if node.contains_key("oneOf") || node.contains_key("anyOf") {
        node.remove("type");
    }
    if let Some(Value::Object(content)) = node.get_mut("content") {
        let tidied = std::mem::take(content)
            .into_iter()
            .map(|(media_type, body)| (media_type.replace("; charset=utf-8", ""), body));
        *content = tidied.collect();
        // clients that know only JSON get their typed errors too
        if let Some(problem) = content.get("application/problem+json").cloned() {
            content.entry("application/json").or_insert(problem);
        }
    }
    // a field of a schema may be called `headers` too; what stands in that is no object each
    if let Some(Value::Object(headers)) = node.get_mut("headers")
        && headers.values().all(Value::is_object)
    {
        *headers = std::mem::take(headers).into_iter().map(|(name, header)| (header_case(&name), header)).collect();
    }
}

/// `allOf: [{$ref}, {description, nullable}]` becomes one reference with what is said about it.
fn merge_all_of(node: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = node.get("allOf") else { return };
    let (references, rest): (Vec<Value>, Vec<Value>) =
        parts.iter().cloned().partition(|part| part.get("$ref").is_some());
    let only_remarks = rest.iter().all(|part| {
        part.as_object().is_some_and(|part| {
            part.keys()
                .all(|key| matches!(key.as_str(), "description" | "nullable" | "default" | "example" | "deprecated"))
        })
    });
    if references.len() != 1 || !only_remarks {
        return;
    }
    for (key, value) in rest.into_iter().filter_map(|part| part.as_object().cloned()).flatten() {
        node.insert(key, value);
    }
    node.insert("allOf".into(), Value::Array(references));
}

/// Bounds of integers are integers.
fn whole_numbers(node: &mut Map<String, Value>) {
    if node.get("type") != Some(&json!("integer")) {
        return;
    }
    for bound in ["minimum", "maximum", "multipleOf"] {
        #[expect(clippy::cast_possible_truncation, reason = "bounds of ours are small whole numbers")]
        if let Some(number) = node.get(bound).and_then(Value::as_f64) {
            node.insert(bound.into(), json!(number as i64));
        }
    }
}

fn header_case(name: &str) -> String {
    let word = |word: &str| {
        let lower = word.to_lowercase();
        if lower == "etag" {
            return "ETag".into();
        }
        let mut letters = lower.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

/// Keeps the problems that fit the operation, and names the scope that it needs.
fn tidy_operation(path: &str, operation: &mut Value) {
    let scope = operation["security"][0].as_object().and_then(|security| security.keys().next().cloned());
    let scope = scope.filter(|scope| SCOPES.contains(&scope.as_str()));
    match &scope {
        Some(scope) => {
            operation["security"] = json!([{ "bearer": [] }, { "apiKey": [] }]);
            operation["x-scope"] = json!(scope);
            let said = operation["description"].as_str().unwrap_or_default();
            let said = if said.is_empty() { String::new() } else { format!("{said}\n\n") };
            operation["description"] = json!(format!("{said}Needs the scope `{scope}`."));
        }
        None => operation["security"] = json!([]),
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let bounds =
            BOUNDS.iter().find(|(name, _, _)| parameter["name"] == *name && parameter["schema"]["type"] == "integer");
        if let Some((_, least, most)) = bounds {
            parameter["schema"]["minimum"] = json!(least);
            let small = parameter["schema"]["format"] == "uint32";
            parameter["schema"]["maximum"] = json!(if small { (*most).min(u32::MAX.into()) } else { *most });
        }
        let schema = &parameter["schema"];
        let is_free = schema["type"] == "string" && schema.get("enum").is_none() && schema.get("format").is_none();
        if is_free && parameter["in"] == "query" && schema.get("pattern").is_none() {
            // what `http::edge` refuses everywhere
            parameter["schema"]["pattern"] = json!("^[^\\u0000]*$");
        }
    }
    let writes = operation.get("requestBody").is_some();
    let named = path.contains('{');
    let by_cursor = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "cursor"));
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    // poem calls everything binary by one name
    if path.ends_with("/picture")
        && let Some(content) = responses.get_mut("200").and_then(|answer| answer["content"].as_object_mut())
        && let Some(bytes) = content.remove("application/octet-stream")
    {
        content.insert("image/png".into(), bytes);
    }
    let keep = |status: &str| match status {
        "401" | "403" => scope.is_some() || path.ends_with("/login") && writes,
        "404" => named || writes || path.ends_with("/stream"),
        "409" => {
            writes || ["/cancel", "/approve", "/reject", "/stop/{session_id}"].iter().any(|end| path.ends_with(end))
        }
        "413" | "415" => writes,
        "422" => writes || by_cursor,
        "429" => writes || scope.is_some(),
        _ => true,
    };
    responses.retain(|status, response| keep(status) || response["content"].get("application/problem+json").is_none());
    if !responses.keys().any(|status| status.starts_with('4')) {
        let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        let content = json!({ "application/problem+json": schema, "application/json": schema });
        responses
            .insert("403".into(), json!({ "description": "The Host or Origin is not allowed.", "content": content }));
    }
    for status in ["429", "503"] {
        let Some(later) =
            responses.get_mut(status).filter(|response| response["content"].get("application/problem+json").is_some())
        else {
            continue;
        };
        let seconds = json!({ "description": "Seconds after which to try again.", "schema": { "type": "integer", "minimum": 0 } });
        later["headers"]["Retry-After"] = seconds;
    }
}

/// Requests with unknown fields are refused, so their schemas say so.
fn close_requests(document: &mut Value) {
    let mut names = BTreeSet::new();
    for operation in
        document["paths"].as_object().into_iter().flatten().flat_map(|(_, operations)| operations.as_object()).flatten()
    {
        collect(&operation.1["requestBody"], &mut names);
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    let own: Vec<String> = names.into_iter().filter(|name| name != "Flow").collect();
    let mut inner = BTreeSet::new();
    for name in &own {
        collect(&schemas.get(name).cloned().unwrap_or_default(), &mut inner);
    }
    let inner = inner.into_iter().filter(|name| name != "Flow");
    for name in own.into_iter().chain(inner).collect::<BTreeSet<_>>() {
        if let Some(Value::Object(schema)) = schemas.get_mut(&name).filter(|schema| schema["type"] == "object") {
            schema.insert("additionalProperties".into(), json!(false));
        }
    }
}

/// An answer says `null` where there is nothing, so the property is always there. poem's objects carry their name as a title.
fn require_nulls(document: &mut Value) {
    for schema in document["components"]["schemas"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        let ours = schema.as_object_mut().and_then(|schema| schema.remove("title")).is_some();
        if !ours || schema.get("additionalProperties").is_some() {
            continue;
        }
        let properties = schema["properties"].as_object().into_iter().flatten();
        let nullable: Vec<Value> =
            properties.filter(|(_, property)| property["nullable"] == true).map(|(name, _)| json!(name)).collect();
        if let (Some(required), false) = (schema.get_mut("required").and_then(Value::as_array_mut), nullable.is_empty())
        {
            required.extend(nullable);
        }
    }
}

/// Says what handlers check.
fn limit_texts(document: &mut Value) {
    for (schema, field, longest, pattern) in TEXTS {
        let Some(Value::Object(text)) = document["components"]["schemas"][*schema]["properties"].get_mut(*field) else {
            continue;
        };
        text.insert("minLength".into(), json!(1));
        if let Some(longest) = longest {
            text.insert("maxLength".into(), json!(longest));
        }
        if let Some(pattern) = pattern {
            text.insert("pattern".into(), json!(pattern));
        }
    }
}

/// Where a reference may be null, null is a choice of its own: beside `allOf` the type that is referred to would forbid it.
fn null_beside_reference(document: &mut Value) {
    let types: BTreeMap<String, Value> = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| (format!("#/components/schemas/{name}"), schema["type"].clone()))
        .collect();
    walk(document, &mut |node| {
        if node.get("nullable") != Some(&json!(true)) || node.contains_key("type") {
            return;
        }
        // any JSON may be null anyway
        if !["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| node.contains_key(*key)) {
            node.remove("nullable");
            return;
        }
        let target = node.get("allOf").and_then(|parts| parts[0]["$ref"].as_str()).unwrap_or_default().to_owned();
        if let Some(Value::String(word)) = types.get(&target) {
            let null = json!({ "type": word, "nullable": true, "enum": [null] });
            node.remove("nullable");
            node.remove("allOf");
            node.insert("anyOf".into(), Value::Array(vec![json!({ "$ref": target }), null]));
        }
    });
}

/// The names of the schemas that a part of the document refers to.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner.as_str().and_then(|target| target.strip_prefix("#/components/schemas/")) {
                    Some(name) if key != "propertyName" => {
                        names.insert(name.into());
                    }
                    _ => collect(inner, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Keeps the schemas that an operation reaches.
fn drop_unused(document: &mut Value) {
    let all: BTreeMap<String, Value> = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let mut reached = BTreeSet::new();
    let mut fresh = BTreeSet::new();
    collect(&document["paths"], &mut fresh);
    while let Some(name) = fresh.pop_first() {
        if reached.insert(name.clone())
            && let Some(schema) = all.get(&name)
        {
            collect(schema, &mut fresh);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| reached.contains(name));
    }
}
