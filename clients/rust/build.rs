//! Makes the client out of `api/openapi.json`, anew whenever that file changes: there is nothing committed to compare.

use std::{env, error::Error, fs, path::Path};

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let contract = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../api/openapi.json");
    println!("cargo::rerun-if-changed={}", contract.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(&contract)?)?;
    for operation in operations(&mut document) {
        one_body(operation);
        one_answer(operation);
    }
    nullable_references(&mut document);
    forget_defaults(&mut document["components"]["schemas"]);
    let document: OpenAPI = serde_json::from_value(document)?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Positional);
    let client = Generator::new(&settings).generate_tokens(&document)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), client.to_string())?;
    Ok(())
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    paths.filter_map(Value::as_object_mut).flat_map(|methods| methods.values_mut()).filter(|o| o.is_object())
}

/// progenitor knows one kind of body for an operation: what also takes YAML is sent as JSON.
fn one_body(operation: &mut Value) {
    let Some(kinds) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) else { return };
    if kinds.contains_key("application/json") {
        kinds.retain(|kind, _| kind == "application/json");
    }
}

/// progenitor knows one type for all successes of an operation and one for all its failures: the first success stays, and of
/// failures the problems. Any other answer arrives as `Error::UnexpectedResponse`.
fn one_answer(operation: &mut Value) {
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    let schema = |answer: &Value| answer.pointer("/content/application~1json/schema").cloned();
    let success = answers.iter().find(|(code, _)| code.starts_with('2')).map(|(_, answer)| schema(answer));
    let problem = Some(json!({ "$ref": "#/components/schemas/Problem" }));
    answers.retain(|code, answer| match code.as_bytes().first() {
        Some(b'2') => success.as_ref() == Some(&schema(answer)),
        Some(b'4' | b'5') => schema(answer) == problem,
        _ => true,
    });
}

/// `anyOf: [X, null]`, which is how OpenAPI 3.0 says that a reference may be null, becomes progenitor's own idiom for it.
fn nullable_references(value: &mut Value) {
    if let Some(object) = value.as_object_mut() {
        let reference = object.get("anyOf").and_then(Value::as_array).and_then(|any| match any.as_slice() {
            [reference, null] if null["enum"] == json!([null]) => Some(reference.clone()),
            _ => None,
        });
        if let Some(reference) = reference {
            object.remove("anyOf");
            object.insert("allOf".into(), json!([reference]));
            object.insert("nullable".into(), json!(true));
        }
        object.values_mut().for_each(nullable_references);
    } else if let Some(items) = value.as_array_mut() {
        items.iter_mut().for_each(nullable_references);
    }
}

/// progenitor sends the default of what was left out, also where the server minds that it is said at all: `include_hidden` without a
/// `role`, for instance. Without defaults what was left out stays out.
fn forget_defaults(schemas: &mut Value) {
    if let Some(schema) = schemas.as_object_mut() {
        for property in
            schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(|p| p.values_mut())
        {
            property.as_object_mut().map(|property| property.remove("default"));
        }
        schema.values_mut().for_each(forget_defaults);
    } else if let Some(items) = schemas.as_array_mut() {
        items.iter_mut().for_each(forget_defaults);
    }
}
