//! Reading flows: long and short forms come to the same.

use flowtilla_shared::domain::flow::{self, Format};
use serde_json::{Value, json};

const DESIGN: &str = r#"
name: Buy a teapot
start_url: http://127.0.0.1:4000/
params: { user: ada }
steps:
  - { type: goto, url: /login }
  - { type: fill, target: { label: "User name" }, value: "{{user}}" }
  - { type: fill, target: { label: "Password" }, value: "{{secret.shop_password}}" }
  - { type: click, target: { role: button, name: "Sign in" } }
  - { type: expect, target: { text: "Welcome, ada" }, to: visible }
  - { type: click, target: { role: button, name: "Place order" }, once: true }
  - { type: expect, url: "**/orders/*" }
"#;

#[track_caller]
fn steps(text: &str) -> Vec<Value> {
    let checked = flow::read(text, Format::Auto);
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    checked.flow.expect("no errors, so a flow").steps
}

/// The long form of one step in a flow of its own.
#[track_caller]
fn one(step: &str) -> Value {
    steps(&format!("name: x\nsteps:\n  - {step}\n")).remove(0)
}

#[test]
fn the_example_of_the_design_reads_without_any_problem() {
    let checked = flow::read(DESIGN, Format::Auto);
    assert_eq!(checked.problems, []);
    let flow = checked.flow.expect("a flow");
    assert_eq!(flow.steps.len(), 7);
    assert_eq!(flow.steps[3], json!({ "type": "click", "target": { "role": "button", "name": "Sign in" } }));
}

#[test]
fn short_forms_come_to_the_long_form() {
    let target = json!({ "role": "button", "name": "Sign in" });
    for (short, long) in [
        ("goto: /x", json!({ "type": "goto", "url": "/x" })),
        ("reload", json!({ "type": "reload" })),
        ("reload:", json!({ "type": "reload" })),
        ("back: {}", json!({ "type": "back" })),
        ("new_tab", json!({ "type": "new_tab" })),
        ("new_tab: /help", json!({ "type": "new_tab", "url": "/help" })),
        ("switch_tab: latest", json!({ "type": "switch_tab", "tab": "latest" })),
        ("switch_tab: 1", json!({ "type": "switch_tab", "tab": 1 })),
        ("switch_tab: { url: '**/help' }", json!({ "type": "switch_tab", "tab": { "url": "**/help" } })),
        ("sleep: 200", json!({ "type": "sleep", "ms": 200 })),
        ("press: Enter", json!({ "type": "press", "keys": "Enter" })),
        ("wait_url: '**/x'", json!({ "type": "wait_url", "url": "**/x" })),
        ("wait_url: { contains: x }", json!({ "type": "wait_url", "url": { "contains": "x" } })),
        ("click: Sign in", json!({ "type": "click", "target": { "text": "Sign in" } })),
        ("click: { role: button, name: Sign in }", json!({ "type": "click", "target": target })),
        (
            "click: { target: { role: button, name: Sign in }, count: 2 }",
            json!({ "type": "click", "target": target, "count": 2 }),
        ),
        (
            "click: { role: button, name: Sign in, button: right, modifiers: Shift }",
            json!({ "type": "click", "target": target, "button": "right", "modifiers": ["Shift"] }),
        ),
        ("click: \"role=button[name='Sign in']\"", json!({ "type": "click", "target": target })),
        (
            "{ click: Sign in, timeout_ms: 5000, once: true }",
            json!({ "type": "click", "target": { "text": "Sign in" }, "timeout_ms": 5000, "once": true }),
        ),
        (
            "fill: { target: { label: User }, value: 02134 }",
            json!({ "type": "fill", "target": { "label": "User" }, "value": "02134" }),
        ),
        ("fill: { label: User, value: ada }", json!({ "type": "fill", "target": { "label": "User" }, "value": "ada" })),
        (
            "{ fill: { label: User }, value: ada }",
            json!({ "type": "fill", "target": { "label": "User" }, "value": "ada" }),
        ),
        ("type: { text: hello }", json!({ "type": "type", "text": "hello" })),
        (
            "type: { label: Search, text: hello }",
            json!({ "type": "type", "target": { "label": "Search" }, "text": "hello" }),
        ),
        (
            "select: { label: Size, value: [Large, { index: 2 }] }",
            json!({ "type": "select", "target": { "label": "Size" }, "value": ["Large", { "index": 2 }] }),
        ),
        ("check: I agree", json!({ "type": "check", "target": { "text": "I agree" } })),
        ("handle_dialog: accept", json!({ "type": "handle_dialog", "action": "accept" })),
        (
            "extract: { testid: total, var: total }",
            json!({ "type": "extract", "target": { "testid": "total" }, "what": "text", "var": "total" }),
        ),
        (
            "extract: { role: heading, name: Total, var: total }",
            json!({ "type": "extract", "target": { "role": "heading", "name": "Total" }, "what": "text", "var": "total" }),
        ),
        ("set: { var: n, value: [1, { a: null }] }", json!({ "type": "set", "var": "n", "value": [1, { "a": null }] })),
        ("evaluate: return 1", json!({ "type": "evaluate", "js": "return 1" })),
        ("screenshot: cart", json!({ "type": "screenshot", "name": "cart" })),
        ("screenshot", json!({ "type": "screenshot" })),
        (
            "screenshot: { role: main, name: cart }",
            json!({ "type": "screenshot", "target": { "role": "main", "name": "cart" } }),
        ),
        ("group: [reload, back]", json!({ "type": "group", "steps": [{ "type": "reload" }, { "type": "back" }] })),
        ("run_flow: Log in", json!({ "type": "run_flow", "flow": "Log in" })),
        (
            "if: { condition: Cookies, then: [reload] }",
            json!({ "type": "if", "condition": { "target": { "text": "Cookies" }, "to": "visible" }, "then": [{ "type": "reload" }] }),
        ),
        (
            "{ if: { target: Cookies, to: visible }, then: [reload], else: [] }",
            json!({ "type": "if", "condition": { "target": { "text": "Cookies" }, "to": "visible" }, "then": [{ "type": "reload" }], "else": [] }),
        ),
        (
            "{ click: OK, if: { role: dialog } }",
            json!({ "type": "click", "target": { "text": "OK" }, "if": { "target": { "role": "dialog" }, "to": "visible" } }),
        ),
        (
            "for_each: { items: [a], as: word, steps: [reload] }",
            json!({ "type": "for_each", "items": ["a"], "as": "word", "steps": [{ "type": "reload" }] }),
        ),
        ("expect: Welcome", json!({ "type": "expect", "target": { "text": "Welcome" }, "to": "visible" })),
        (
            "expect: { role: heading, name: Hi }",
            json!({ "type": "expect", "target": { "role": "heading", "name": "Hi" }, "to": "visible" }),
        ),
        (
            "expect: { role: heading, name: Hi, not: true }",
            json!({ "type": "expect", "target": { "role": "heading", "name": "Hi" }, "to": "visible", "not": true }),
        ),
        (
            "expect: { testid: total, text: '42' }",
            json!({ "type": "expect", "target": { "testid": "total" }, "text": "42" }),
        ),
        (
            "expect: { css: .row, count: { min: 1 } }",
            json!({ "type": "expect", "target": { "css": ".row" }, "count": { "min": 1 } }),
        ),
        ("expect: { text: Saved }", json!({ "type": "expect", "target": { "text": "Saved" }, "to": "visible" })),
        ("expect: { url: '**/orders/*' }", json!({ "type": "expect", "url": "**/orders/*" })),
        ("expect: { title: { contains: Tea } }", json!({ "type": "expect", "title": { "contains": "Tea" } })),
        ("expect: { var: n, gte: 3 }", json!({ "type": "expect", "var": "n", "gte": 3 })),
        ("expect: { var: n, equals: null }", json!({ "type": "expect", "var": "n", "equals": null })),
    ] {
        assert_eq!(one(short), long, "{short}");
    }
}
