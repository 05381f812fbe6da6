//! What leaves the grammar: hash, YAML, schema, OpenAPI components, reference; and the sample flows of the demo.

use std::{collections::BTreeSet, path::PathBuf};

use flowtilla_shared::domain::flow::{self, Flow, Format};
use serde_json::{Value, json};

/// Every file of `ops/demo/flows`, with its text.
fn sample_flows() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("../ops/demo/flows")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of the sample flows").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml" || e == "json") {
                found.push((path.clone(), std::fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    found
}

#[track_caller]
fn flow(text: &str) -> Flow {
    let checked = flow::read(text, Format::Auto);
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    checked.flow.unwrap_or_else(|| panic!("{errors:#?}"))
}

#[test]
fn the_sample_flows_of_the_demo_read_without_errors_and_survive_their_own_yaml() {
    let flows = sample_flows();
    assert!(flows.len() >= 12, "only {} sample flows", flows.len());
    for (path, text) in flows {
        for checked in flow::read_all(&text, Format::Auto) {
            let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
            let read = checked.flow.unwrap_or_else(|| panic!("{}: {errors:#?}", path.display()));
            let yaml = flow::to_yaml(&read);
            assert_eq!(flow(&yaml), read, "{}\n{yaml}", path.display());
        }
    }
}

#[test]
fn the_hash_is_that_of_the_content_however_it_is_written() {
    let yaml = "name: A\nparams: {b: 1, a: 2}\ntimeout: 2m\nsteps:\n  - click: OK\n  - expect: { url: '**/x' }\n";
    let json = r#"{"steps":[{"target":{"text":"OK"},"type":"click","button":"left","once":false,"label":null},{"url":"**/x","not":false,"type":"expect"}],
        "timeout":120.0,"params":{"a":2,"b":1},"retries":0,"tags":[],"name":"A"}"#;
    assert_eq!(flow::hash(&flow(yaml)), flow::hash(&flow(json)));
    // a change of this value makes every stored approval void
    assert_eq!(flow::hash(&flow(yaml)), "sha256:cfee7af20fde7431d8183587139d2bf7ba865d76b91bdf6d5ccb8e159d10df78");
}

#[test]
fn every_change_of_content_changes_the_hash() {
    let base = "name: A\nsteps:\n  - click: OK\n  - expect: Done\n";
    let mut hashes = BTreeSet::from([flow::hash(&flow(base))]);
    let changes = [
        base.replace("name: A", "name: B"),
        base.replace("OK", "Ok"),
        base.replace("click", "hover"),
        base.replace("expect: Done", "expect: { text: Done, not: true }"),
        base.replace("click: OK", "{ click: OK, once: true }"),
        format!("{base}params: {{ a: null }}\n"),
        format!("{base}params: {{ a: '1' }}\n"),
        format!("{base}params: {{ a: 1 }}\n"),
        format!("{base}retries: 1\n"),
        format!("{base}allowed_hosts: []\n"),
        format!("{base}description: x\n"),
        format!("{base}  - reload\n"),
    ];
    for change in &changes {
        assert!(hashes.insert(flow::hash(&flow(change))), "{change}");
    }
}

#[test]
fn yaml_of_hostile_texts_reads_back_as_the_same_flow() {
    let nasty = [
        "no",
        "1.0",
        "~",
        "",
        " x ",
        "a: b",
        "- a",
        "# a",
        "\"",
        "'",
        "{{a}}",
        "\\{{",
        "a\nb\n",
        "\ttab",
        "é\u{2028}",
        "!x",
        "&a",
        "*a",
        "%",
        "@",
        "`",
        "2026-11-20",
        "0x1F",
        "null",
        "<<",
        "?",
        "|",
        ">",
        "a #b",
        "\u{feff}",
    ];
    let values: Vec<Value> = nasty
        .iter()
        .map(|text| json!({ "type": "set", "var": "x", "value": { *text: [text, { "k": text }] } }))
        .collect();
    let mut steps = values;
    steps.push(json!({ "type": "evaluate", "js": "if (a) {\n  return 1;\n}\n\n// end" }));
    let checked = flow::check_value(&json!({ "name": "x", "steps": steps, "description": "a\n  b\n\n c: d" }));
    let original = checked.flow.expect("a flow");
    let yaml = flow::to_yaml(&original);
    assert_eq!(flow(&yaml), original, "{yaml}");
}

#[test]
fn yaml_is_readable_and_in_the_order_of_the_grammar() {
    let read = flow(
        "steps: [{click: {name: Sign in, role: button}, once: true}, {expect: Hi}]\nstart_url: http://a.example/\nname: Log in\n",
    );
    insta::assert_snapshot!(flow::to_yaml(&read), @r#"
    name: Log in
    start_url: http://a.example/
    steps:
    - type: click
      target:
        role: button
        name: Sign in
      once: true
    - type: expect
      target:
        text: Hi
      to: visible
    "#);
}

#[test]
fn openapi_components_use_only_what_openapi_3_0_knows() {
    let components = flow::schema_openapi();
    for name in
        ["Flow", "Step", "ClickStep", "ExpectStep", "ForEachStep", "Target", "Condition", "TextMatcher", "UrlMatcher"]
    {
        assert!(components.contains_key(name), "{name} is missing");
    }
    let names: BTreeSet<&str> = components.keys().map(String::as_str).collect();
    for (name, schema) in &components {
        only_openapi_3_0(schema, &names, name);
    }
    let mapping = &components["Step"]["discriminator"]["mapping"];
    assert_eq!(mapping["wait_for"], "#/components/schemas/WaitForStep");
    assert_eq!(components["ClickStep"]["required"], json!(["type", "target"]));
}

fn only_openapi_3_0(schema: &Value, names: &BTreeSet<&str>, path: &str) {
    match schema {
        Value::Object(map) => {
            for key in ["$defs", "const", "if", "then", "examples", "dependentRequired", "prefixItems", "anyOf"] {
                let is_property = path.ends_with(".properties") || path.ends_with(".mapping");
                assert!(is_property || !map.contains_key(key), "{path} has `{key}`");
            }
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                assert_eq!(map.len(), 1, "{path}: something stands beside a reference");
                let name = reference.strip_prefix("#/components/schemas/").unwrap_or_default();
                assert!(names.contains(name), "{path} refers to the unknown {reference}");
            }
            if !path.ends_with(".properties") {
                assert!(map.get("type").is_none_or(Value::is_string), "{path} has several types");
                assert!(map.get("exclusiveMinimum").is_none_or(Value::is_boolean), "{path}");
            }
            map.iter().for_each(|(key, inner)| only_openapi_3_0(inner, names, &format!("{path}.{key}")));
        }
        Value::Array(items) => items.iter().for_each(|item| only_openapi_3_0(item, names, path)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_json_schema_refers_only_to_what_it_defines() {
    let schema = flow::schema();
    let mut references = BTreeSet::new();
    collect_references(&schema, &mut references);
    assert!(references.len() > 60, "{references:?}");
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        assert!(schema.pointer(pointer).is_some(), "{reference} is not defined");
    }
}

fn collect_references(schema: &Value, into: &mut BTreeSet<String>) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        into.insert(reference.to_owned());
    }
    match schema {
        Value::Object(map) => map.values().for_each(|inner| collect_references(inner, into)),
        Value::Array(items) => items.iter().for_each(|inner| collect_references(inner, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_reference_names_every_step_type_and_its_examples_are_flows() {
    let page = flow::reference_markdown();
    for schema in flow::schema_openapi()["Step"]["discriminator"]["mapping"].as_object().expect("a mapping").keys() {
        assert!(page.contains(&format!("### `{schema}`")), "{schema} is missing");
    }
    for block in page.split("```yaml\n").skip(1) {
        let example = block.split("```").next().unwrap_or_default();
        // in a loop, because some steps stand in one only
        flow(&format!("name: x\nsteps:\n- type: times\n  n: 1\n  steps:\n  {example}"));
    }
}
