//! JSON Schema as schemars writes it (draft 2020-12), rewritten as OpenAPI 3.0.3 understands it.

use serde_json::{Map, Value, json};

/// Definitions that are written out where they are used: plain identifiers.
fn is_inline(definition: &Value) -> bool {
    definition["type"] == "string" && definition.get("enum").is_none() && definition.get("oneOf").is_none()
}

/// The definitions of a schemars document, ready for `components.schemas`, and the rewritten root.
#[must_use]
pub fn convert_document(mut document: Value) -> (Value, Map<String, Value>) {
    let definitions = match document.as_object_mut().and_then(|root| root.remove("$defs")) {
        Some(Value::Object(definitions)) => definitions,
        _ => Map::new(),
    };
    let components = definitions
        .iter()
        .filter(|(_, definition)| !is_inline(definition))
        .map(|(name, definition)| (name.clone(), convert(definition.clone(), &definitions)))
        .collect();
    (convert(document, &definitions), components)
}

fn convert(schema: Value, definitions: &Map<String, Value>) -> Value {
    let Value::Object(mut schema) = schema else { return json!({}) };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/")) {
        return reference(name, &schema, definitions);
    }
    for noise in ["$schema", "title", "$id", "unevaluatedProperties"] {
        schema.remove(noise);
    }
    if let Some(word) = schema.remove("const") {
        schema.entry("type").or_insert(json!("string"));
        schema.insert("enum".into(), json!([word]));
    }
    null_in_type(&mut schema);
    if let Some(words) = described_words(&schema) {
        return words;
    }
    if let Some(Value::Array(items)) = schema.remove("prefixItems") {
        schema.insert("items".into(), items.into_iter().next().unwrap_or(json!({})));
    }
    for key in ["items", "additionalProperties", "not"] {
        if let Some(inner) = schema.get_mut(key).filter(|inner| inner.is_object()) {
            *inner = convert(inner.take(), definitions);
        }
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut() {
            *property = convert(property.take(), definitions);
        }
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(Value::Array(choices)) = schema.remove(key) {
            alternatives(&mut schema, key, choices, definitions);
        }
    }
    unsigned(&mut schema);
    Value::Object(schema)
}

fn reference(name: &str, around: &Map<String, Value>, definitions: &Map<String, Value>) -> Value {
    if let Some(definition) = definitions.get(name).filter(|definition| is_inline(definition)) {
        let mut inline = convert(definition.clone(), definitions);
        if let (Some(schema), Some(description)) = (inline.as_object_mut(), around.get("description")) {
            schema.insert("description".into(), description.clone());
        }
        return inline;
    }
    let target = json!({ "$ref": format!("#/components/schemas/{name}") });
    match around.get("description") {
        Some(description) => json!({ "allOf": [target], "description": description }),
        None => target,
    }
}

/// `type: [x, "null"]` is `type: x, nullable: true`.
fn null_in_type(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get("type") else { return };
    let rest: Vec<Value> = types.iter().filter(|word| **word != "null").cloned().collect();
    if rest.len() < types.len() {
        schema.insert("nullable".into(), json!(true));
    }
    match rest.first() {
        Some(only) if rest.len() == 1 => schema.insert("type".into(), only.clone()),
        _ => schema.remove("type"),
    };
}

/// An enum whose words are described one by one: `oneOf` of constants.
fn described_words(schema: &Map<String, Value>) -> Option<Value> {
    let choices = schema.get("oneOf")?.as_array()?;
    let mut words = Vec::new();
    let mut lines: Vec<String> =
        schema.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    for choice in choices {
        let said = choice.get("description").and_then(Value::as_str);
        let here: Vec<&Value> = match (choice.get("const"), choice.get("enum").and_then(Value::as_array)) {
            (Some(word), _) => vec![word],
            (None, Some(some)) => some.iter().collect(),
            (None, None) => return None,
        };
        for word in here {
            lines.push(format!("- `{}`{}", word.as_str()?, said.map(|said| format!(": {said}")).unwrap_or_default()));
            words.push(word.clone());
        }
    }
    Some(json!({ "type": "string", "enum": words, "description": lines.join("\n") }))
}

/// `anyOf` and its kind, with a null among the choices turned into `nullable`.
fn alternatives(schema: &mut Map<String, Value>, key: &str, choices: Vec<Value>, definitions: &Map<String, Value>) {
    let before = choices.len();
    let mut rest: Vec<Value> =
        choices.into_iter().filter(|choice| choice.get("type") != Some(&json!("null"))).collect();
    if rest.len() < before {
        schema.insert("nullable".into(), json!(true));
    }
    if rest.len() == 1 && key != "allOf" {
        let only = convert(rest.remove(0), definitions);
        match only {
            Value::Object(only) if !only.contains_key("$ref") => {
                for (name, value) in only {
                    schema.entry(name).or_insert(value);
                }
            }
            only @ (Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)) => {
                schema.insert("allOf".into(), json!([only]));
            }
        }
        return;
    }
    let rest: Vec<Value> = rest.into_iter().map(|choice| convert(choice, definitions)).collect();
    schema.insert(key.into(), Value::Array(rest));
}

/// Unsigned integers say so.
pub fn unsigned(schema: &mut Map<String, Value>) {
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
        schema.entry("minimum").or_insert(json!(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_become_nullable_and_words_keep_their_descriptions() {
        let document = json!({
            "$defs": {
                "Id": {"type": "string", "format": "uuid"},
                "Word": {"oneOf": [{"const": "a", "type": "string", "description": "first"}, {"enum": ["b"], "type": "string"}]},
            },
            "type": "object",
            "properties": {
                "id": {"$ref": "#/$defs/Id"},
                "word": {"anyOf": [{"$ref": "#/$defs/Word"}, {"type": "null"}]},
                "n": {"type": ["integer", "null"], "format": "uint32"},
            }
        });
        let (root, components) = convert_document(document);
        assert_eq!(root["properties"]["id"], json!({"type": "string", "format": "uuid"}));
        assert_eq!(
            root["properties"]["word"],
            json!({"allOf": [{"$ref": "#/components/schemas/Word"}], "nullable": true})
        );
        assert_eq!(
            root["properties"]["n"],
            json!({"type": "integer", "format": "uint32", "nullable": true, "minimum": 0})
        );
        assert_eq!(components["Word"]["enum"], json!(["a", "b"]));
        assert_eq!(components.len(), 1);
    }
}
