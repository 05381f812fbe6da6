//! Assertions: what the grammar takes, and what they say about variables.

use flowtilla_shared::domain::flow::{self, Expect, Format, assert};
use serde_json::{Value, json};

#[track_caller]
fn long_form(step: &str) -> Value {
    let checked = flow::read(&format!("name: x\nsteps:\n{step}\n"), Format::Yaml);
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    checked.flow.unwrap_or_else(|| panic!("{errors:#?}")).steps[0].clone()
}

#[track_caller]
fn problem(step: &str) -> String {
    let checked = flow::read(&format!("name: x\nsteps:\n{step}\n"), Format::Yaml);
    let errors: Vec<String> = checked.errors().map(|problem| problem.message.clone()).collect();
    assert!(!errors.is_empty(), "it is no error");
    errors.join(" | ")
}

#[track_caller]
fn says(expect: Value, actual: &Value) -> Option<String> {
    let mut expect = expect;
    expect["var"] = json!("x");
    let expect: Expect = serde_json::from_value(expect).expect("an expect");
    assert::var_holds(&expect, actual).err().map(|error| error.message)
}

#[test]
fn the_short_form_tells_the_targets_words_from_the_assertions() {
    assert_eq!(
        long_form("  - expect: { role: heading, level: 2 }"),
        json!({ "type": "expect", "target": { "role": "heading", "level": 2 }, "to": "visible" })
    );
    assert_eq!(
        long_form("  - expect: { role: heading, name: Tea, level: warn }"),
        json!({ "type": "expect", "target": { "role": "heading", "name": "Tea" }, "to": "visible", "level": "warn" })
    );
    assert_eq!(
        long_form("  - expect: { role: tab, selected: true }"),
        json!({ "type": "expect", "target": { "role": "tab", "selected": true }, "to": "visible" })
    );
    assert_eq!(
        long_form("  - expect: { label: Size, selected: Large }"),
        json!({ "type": "expect", "target": { "label": "Size" }, "selected": "Large" })
    );
    assert_eq!(
        long_form("  - expect: { css: li, texts: [a, b], ordered: false, soft: true }"),
        json!({ "type": "expect", "target": { "css": "li" }, "texts": ["a", "b"], "ordered": false, "soft": true })
    );
    assert_eq!(long_form("  - expect: { page: no_secrets }"), json!({ "type": "expect", "page": "no_secrets" }));
}

#[test]
fn an_aria_snapshot_is_yaml_text_or_a_list() {
    let text = "  - expect:\n      aria_snapshot: |\n        - heading \"Tea\" [level=1]\n        - list:\n          - listitem: 012\n          - link \"x\":\n            - /url: /a\n";
    let list = "  - expect:\n      aria_snapshot:\n        - heading \"Tea\" [level=1]\n        - list:\n          - listitem: 012\n          - link \"x\":\n            - /url: /a\n";
    let wanted = json!([r#"heading "Tea" [level=1]"#, { "list": [{ "listitem": "012" }, { "link \"x\"": [{ "/url": "/a" }] }] }]);
    assert_eq!(long_form(text)["aria_snapshot"], wanted);
    assert_eq!(long_form(list)["aria_snapshot"], wanted);
    assert!(problem("  - expect: { aria_snapshot: 7 }").starts_with("Expected the nodes of an aria snapshot"));
}

#[test]
fn an_assertion_says_one_thing_about_one_subject() {
    assert_eq!(
        problem("  - expect: { target: css=p, text: a, value: b }"),
        "`expect` has exactly one matcher, found `text` and `value`. Write one step for each."
    );
    assert!(
        problem("  - expect: { var: a, text: b }")
            .starts_with("`text` says nothing about `var`; it takes `equals`, `ne`,")
    );
    assert_eq!(
        problem("  - expect: { close_to: { value: 1, within: 1 } }"),
        "The subject is missing: `close_to` stands beside `var`."
    );
    assert!(
        problem("  - expect: { not: true }")
            .starts_with("The subject is missing: `expect` has one of `target`, `var`, `url`, `title`,")
    );
    assert!(
        problem("  - expect: { url: /a, title: b }")
            .starts_with("`expect` has exactly one matcher, found `url` and `title`.")
    );
    assert!(
        problem("  - expect: { target: css=p, screenshot: { max_diff_pixels: 1, max_diff_ratio: 0.1 } }")
            .contains("not both")
    );
    assert!(
        problem("  - expect: { target: css=table, cell: { row: {}, column: 1, text: a } }")
            .starts_with("Expected the text of at least one column")
    );
}

#[test]
fn variables_are_measured() {
    let order = json!({ "id": 17, "paid": "2026-11-20", "lines": [{ "price": 1.5 }, { "price": 3 }], "note": "" });
    let holds: &[(Value, &Value)] = &[
        (json!({ "ne": 3 }), &json!(4)),
        (json!({ "close_to": { "value": 10, "within": 0.5 } }), &json!("9.6")),
        (json!({ "is": "integer" }), &json!(3)),
        (json!({ "is": "empty" }), &json!([])),
        (json!({ "length": 3 }), &json!("äöü")),
        (json!({ "length": { "min": 1, "max": 2 } }), &json!([1, 2])),
        (json!({ "before": "2026-11-21" }), &json!("2026-11-20T23:59:59Z")),
        (json!({ "after": "20.11.2026" }), &json!("2026-11-20T00:00:01Z")),
        (json!({ "path": "$.lines[*].price", "equals": [1.5, 3] }), &order),
        (json!({ "path": "$.id", "gte": 17 }), &order),
        (json!({ "path": "$.lines[?@.price > 2].price", "equals": 3 }), &order),
        (
            json!({ "schema": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } }),
            &order,
        ),
        (json!({ "schema": { "type": "array" }, "not": true }), &order),
    ];
    for (expect, actual) in holds {
        assert_eq!(says(expect.clone(), actual), None, "{expect}");
    }
    let fails: &[(Value, &Value, &str)] = &[
        (json!({ "ne": 3 }), &json!(3), "`x` should be other than 3, but is 3."),
        (
            json!({ "close_to": { "value": 10, "within": 0.5 } }),
            &json!(9.4),
            "`x` should be within 0.5 of 10, but is 9.4.",
        ),
        (json!({ "is": "list" }), &json!("a"), "`x` should be a list, but is \"a\"."),
        (json!({ "length": 2 }), &json!([1]), "`x` should be of length 2, but is [1] (its length is 1)."),
        (json!({ "length": 2 }), &json!(7), "`x` should be of length 2, but is 7 (it has no length)."),
        (
            json!({ "before": "2026-11-20" }),
            &json!("2026-11-20"),
            "`x` should be before 2026-11-20, but is \"2026-11-20\".",
        ),
        (
            json!({ "after": "2026-11-20" }),
            &json!("soon"),
            "`x` should be after 2026-11-20, but is \"soon\" (that is no date or time).",
        ),
        (
            json!({ "after": "soon" }),
            &json!("2026-11-20"),
            "\"soon\" is no date or time, such as 2026-11-20 or 2026-11-20T10:00:00Z.",
        ),
        (json!({ "path": "$.id", "equals": 18 }), &order, "`x` at `$.id` should be 18, but is 17."),
        (json!({ "path": "$.none", "is": "string" }), &order, "`x` at `$.none` should be a text, but is null."),
        (
            json!({ "schema": { "properties": { "id": { "type": "string" }, "note": { "minLength": 1 } } } }),
            &json!({ "id": 17, "note": "" }),
            "`x` should be valid by the schema, but is {\"id\":17,\"note\":\"\"} (at /id: 17 is not of type \"string\"; at /note: \"\" is shorter than 1 character).",
        ),
    ];
    for (expect, actual, message) in fails {
        assert_eq!(says(expect.clone(), actual).as_deref(), Some(*message), "{expect}");
    }
    let outside =
        says(json!({ "schema": { "$ref": "http://127.0.0.1:1/schema.json" } }), &json!(1)).unwrap_or_default();
    assert!(outside.contains("cannot be used as a JSON Schema"), "{outside}");
    assert!(says(json!({ "path": "$[", "equals": 1 }), &json!(1)).unwrap_or_default().contains("is no JSON path"));
}
