//! The published documents are golden files: a change of the contract is reviewed like code.
//!
//! `UPDATE_CONTRACTS=1 cargo test -p flowtilla-api --test contracts` rewrites them.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

fn golden(name: &str, document: &Value) {
    let path = Path::new(name);
    let now = serde_json::to_string_pretty(document).expect("a document is JSON") + "\n";
    if std::env::var_os("UPDATE_CONTRACTS").is_some() {
        fs::write(path, now).expect("the golden file can be written");
        return;
    }
    let before = fs::read_to_string(path).unwrap_or_default();
    if before != now {
        let line = before.lines().zip(now.lines()).position(|(before, now)| before != now).unwrap_or(0);
        panic!(
            "{name} differs from what the program publishes, first in line {}:\n  file:    {}\n  program: {}\n\
             Look at the change, then run UPDATE_CONTRACTS=1 cargo test -p flowtilla-api --test contracts",
            line + 1,
            before.lines().nth(line).unwrap_or("(nothing)"),
            now.lines().nth(line).unwrap_or("(nothing)"),
        );
    }
}

#[test]
fn the_openapi_document_is_the_golden_one() {
    golden("openapi.json", &flowtilla_api::openapi());
}

#[test]
fn the_asyncapi_document_is_the_golden_one() {
    golden("asyncapi.json", &flowtilla_api::asyncapi());
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner.as_str() {
                    Some(target) if key == "$ref" => {
                        found.insert(target.to_owned());
                    }
                    _ => references(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_in_both_documents_leads_somewhere() {
    for document in [flowtilla_api::openapi(), flowtilla_api::asyncapi()] {
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 20, "the documents hardly refer to anything");
        for target in found {
            assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target} leads nowhere");
        }
    }
}

fn nothing(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(place.to_owned()),
        Value::Object(object) => {
            object.iter().for_each(|(key, inner)| nothing(inner, &format!("{place}/{key}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| nothing(inner, &format!("{place}/{at}"), found))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn neither_document_holds_a_null() {
    for document in [flowtilla_api::openapi(), flowtilla_api::asyncapi()] {
        let mut found = Vec::new();
        nothing(&document, "", &mut found);
        // the one value of a schema that is null
        found.retain(|place| !place.ends_with("/enum/0"));
        assert!(found.is_empty(), "null at {found:?}");
    }
}

#[test]
fn every_operation_is_described_and_has_its_own_id() {
    let document = flowtilla_api::openapi();
    let mut ids = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().expect("there are paths") {
        for (method, operation) in operations.as_object().expect("a path has operations") {
            let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no operationId"));
            assert!(ids.insert(id.to_owned()), "two operations are called {id}");
            assert!(operation["summary"].as_str().is_some_and(|said| !said.is_empty()), "{id} has no summary");
            assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{id} has no area");
        }
    }
    assert!(document["paths"].get("/metrics").is_none(), "/metrics is no part of the published API");
}
