//! Control flow: branches, loops, tries, parallel branches, ends. Real store, queue and worker; scripted browser.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use flowtilla_shared::domain::{
    outcome::{ErrorKind, NoteKind},
    status::{Reason, Status, StepStatus as S},
};
use runner_kit::{Stack, ended, fake::FakeBrowsers, flow_of, steps};
use serde_json::{Value, json};

fn click(css: &str) -> Value {
    json!({ "type": "click", "target": { "css": css } })
}

#[tokio::test]
async fn branches_are_taken_by_the_first_test_that_holds() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(json!({ "name": "branches", "params": { "plan": "pro", "seats": 7 }, "steps": [
            { "type": "if", "condition": { "var": "plan", "equals": "free" }, "then": [click("#free")],
              "else_if": [
                  { "condition": { "var": "seats", "gt": 100 }, "then": [click("#many")] },
                  { "condition": { "var": "plan", "equals": "{{plan}}" }, "then": [click("#second")] },
                  // not asked any more, so its unknown value does no harm
                  { "condition": { "var": "plan", "equals": "{{unknown}}" }, "then": [click("#third")] },
              ], "else": [click("#else")] },
            { "type": "switch", "value": "{{seats}}", "cases": [
                { "in": [1, 2], "steps": [click("#few")] },
                { "matches": "^\\d$", "steps": [click("#digit")] },
            ], "default": [click("#default")] },
            { "type": "switch", "value": "{{plan}}", "cases": [{ "equals": "{{seats}}", "steps": [click("#odd")] }] },
            { "type": "switch", "value": "x", "cases": [{ "equals": "y", "steps": [] }], "default": [click("#default")] },
        ] }))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(browsers.inputs(), ["click #second", "click #digit", "click #default"]);
    let paths: Vec<&str> = detail.steps.iter().map(|step| step.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "steps[0]",
            "steps[0].else_if[1].then[0]",
            "steps[1]",
            "steps[1].cases[1].steps[0]",
            "steps[2]",
            "steps[3]",
            "steps[3].default[0]"
        ]
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn loops_go_round_as_often_as_they_say_and_are_left_by_break_and_continue() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(json!({ "name": "loops", "params": { "left": 3 }, "steps": [
            { "type": "times", "n": 2, "as": "i", "steps": [click("#t{{i}}")] },
            { "type": "for_each", "items": ["a", "b", "c", "d"], "as": "x", "index": "i", "steps": [
                { "type": "continue", "if": { "var": "x", "equals": "b" } },
                { "type": "break", "if": { "var": "i", "equals": 3 } },
                click("#{{x}}{{i}}"),
            ] },
            { "type": "set", "var": "go", "value": true },
            { "type": "while", "condition": { "var": "go", "equals": true }, "steps": [
                click("#once"), { "type": "set", "var": "go", "value": false },
            ] },
            { "type": "until", "condition": { "var": "go", "equals": false }, "steps": [click("#never")] },
            { "type": "until", "condition": { "target": { "css": "#flaky-2" }, "to": "visible" }, "max": 5, "steps": [click("#next")] },
        ] }))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(
        browsers.inputs(),
        ["click #t0", "click #t1", "click #a0", "click #c2", "click #once", "click #next", "click #next"]
    );
    let last: Vec<_> = steps(&detail).into_iter().filter(|(path, _)| path.starts_with("steps[5]")).collect();
    assert_eq!(
        last,
        [
            ("steps[5]", S::Passed),
            ("steps[5](0)", S::Passed),
            ("steps[5](0).steps[0]", S::Passed),
            ("steps[5](1)", S::Passed),
            ("steps[5](1).steps[0]", S::Passed),
            ("steps[5](2)", S::Skipped),
        ]
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_loop_that_does_not_end_fails_after_its_rounds() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "set", "var": "go", "value": true },
            { "type": "while", "condition": { "var": "go", "equals": true }, "max": 2, "steps": [{ "type": "comment", "text": "round" }] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(
        detail.row.message.as_deref(),
        Some("steps[1](2): The condition still holds after 2 rounds, the most that were allowed")
    );
    assert_eq!(detail.steps.last().unwrap().error.as_ref().unwrap().kind, ErrorKind::Assertion);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn steps_repeat_until_all_of_them_pass_in_one_round() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (good, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "repeat_until_passes", "every_ms": 1, "steps": [click("#reload"), { "type": "wait_for", "target": { "css": "#flaky-2" } }] },
            { "type": "retry", "max": 3, "steps": [click("#again"), { "type": "wait_for", "target": { "css": "#flaky-1" } }] },
            click("#after"),
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(
        browsers.inputs(),
        ["click #reload", "click #reload", "click #reload", "click #again", "click #again", "click #after"]
    );
    assert!(detail.artifacts.is_empty(), "what was tried again left evidence");
    let (bad, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "repeat_until_passes", "every_ms": 1, "max": 2, "steps": [{ "type": "wait_for", "target": { "css": "#missing" } }] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(detail.row.message.as_deref(), Some("steps[0](2): After 2 rounds: There is no #missing"));
    assert!(detail.artifacts.iter().any(|artifact| artifact.kind == "screenshot"), "the last failure has no picture");
    worker.stop().await;
    stack.finish(&[good, bad]).await;
}

#[tokio::test]
async fn a_failure_is_caught_and_what_comes_finally_is_done_in_either_case() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (good, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "try", "steps": [{ "type": "fail", "reason": "no stock", "code": "out" }, click("#no")],
              "catch": [{ "type": "expect", "var": "error.code", "equals": "out" }, click("#{{error.kind}}")], "finally": [click("#finally")] },
            { "type": "try", "steps": [click("#yes")], "catch": [click("#no")], "finally": [click("#finally")] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(browsers.inputs(), ["click #assertion", "click #finally", "click #yes", "click #finally"]);
    let (bad, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "try", "steps": [click("#missing")], "finally": [click("#tidy")] },
            click("#no"),
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(detail.row.message.as_deref(), Some("steps[0].steps[0]: There is no #missing"));
    assert_eq!(browsers.inputs().last().unwrap(), "click #tidy");
    let (refused, id) = stack
        .queue_flow(flow_of(json!([{ "type": "try", "steps": [click("#{{unknown}}")], "catch": [click("#no")] }])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)), "an unknown value was caught");
    worker.stop().await;
    stack.finish(&[good, bad, refused]).await;
}

#[tokio::test]
async fn setup_comes_first_and_teardown_comes_in_any_case() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let flow = |setup: Value, steps: Value| {
        json!({ "name": "phases", "start_url": "http://shop.test/", "setup": [setup], "steps": steps,
                "teardown": [click("#tidy")], "timeout": 0.4 })
    };
    let mut runs = Vec::new();
    for (setup, steps, wanted, message) in [
        (click("#set"), json!([click("#a")]), (Status::Passed, None), None),
        (click("#set"), json!([click("#missing")]), (Status::Failed, None), Some("steps[0]: There is no #missing")),
        (
            click("#missing"),
            json!([click("#a")]),
            (Status::Errored, Some(Reason::Setup)),
            Some("setup[0]: There is no #missing"),
        ),
        (
            click("#set"),
            json!([click("#hang")]),
            (Status::Errored, Some(Reason::Timeout)),
            Some("The flow did not end within its 0.4 s"),
        ),
        (click("#set"), json!([{ "type": "done" }, click("#a")]), (Status::Passed, None), None),
    ] {
        let (run, id) = stack.queue_flow(flow(setup, steps)).await;
        let detail = stack.over(id).await;
        assert_eq!((ended(&detail), detail.row.message.as_deref()), (wanted, message), "{:#?}", detail.steps);
        assert_eq!(browsers.inputs().last().unwrap(), "click #tidy");
        runs.push(run);
    }
    assert_eq!(browsers.inputs()[..4], ["click #set", "goto http://shop.test/", "click #a", "click #tidy"]);
    worker.stop().await;
    stack.finish(&runs).await;
}

#[tokio::test]
async fn what_must_hold_afterwards_is_an_assertion_of_its_own() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "click", "target": { "css": "#a" }, "postcondition": [{ "target": { "css": "#ok" }, "to": "visible" }] },
            { "type": "click", "target": { "css": "#b" }, "if": { "target": { "css": "#missing" }, "to": "visible" },
              "postcondition": { "target": { "css": "#missing" }, "to": "visible" } },
            { "type": "click", "target": { "css": "#c" }, "postcondition": { "target": { "css": "#missing" }, "to": "visible" } },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(
        steps(&detail),
        [
            ("steps[0]", S::Passed),
            ("steps[0].postcondition[0]", S::Passed),
            ("steps[1]", S::Skipped),
            ("steps[2]", S::Passed),
            ("steps[2].postcondition[0]", S::Failed),
        ]
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_flow_says_what_it_came_to_and_may_skip_itself() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (said, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "log", "text": "pin {{secret.pin}}" },
            { "type": "annotate", "name": "issue", "text": "SHOP-17" },
            { "type": "record_metric", "name": "results", "value": 30, "unit": "teapots" },
            { "type": "done", "result": { "order": 17 } },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None));
    let notes: Vec<_> =
        detail.row.notes.iter().map(|note| (note.kind, note.name.as_deref(), note.value.clone())).collect();
    assert_eq!(
        notes,
        [
            (NoteKind::Log, None, json!("pin [secret.pin]")),
            (NoteKind::Annotation, Some("issue"), json!("SHOP-17")),
            (NoteKind::Metric, Some("results"), json!(30.0)),
            (NoteKind::Result, None, json!({ "order": 17 })),
        ]
    );
    let (skipped, id) = stack
        .queue_flow(flow_of(
            json!([{ "type": "group", "steps": [{ "type": "skip", "reason": "closed" }] }, click("#no")]),
        ))
        .await;
    let detail = stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.skipped), ((Status::Passed, None), true));
    assert_eq!(detail.row.message.as_deref(), Some("closed"));
    worker.stop().await;
    stack.finish(&[said, skipped]).await;
}

#[tokio::test]
async fn branches_take_turns_and_the_first_failure_ends_all() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (good, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "parallel", "branches": [
                { "name": "one", "steps": [click("#a1"), click("#a2"), click("#a3")] },
                { "steps": [click("#b1"), { "type": "group", "steps": [click("#b2"), click("#b3")] }] },
            ] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(
        browsers.inputs(),
        [
            "new_tab",
            "tab 0: click #a1",
            "tab 1: click #b1",
            "tab 0: click #a2",
            "tab 1: click #b2",
            "tab 1: click #b3",
            "tab 0: click #a3"
        ]
    );
    let (bad, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "parallel", "tabs": "shared", "branches": [
                { "steps": [click("#c1"), click("#c2")] }, { "steps": [click("#missing")] },
            ] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.message.as_deref(), Some("steps[0].branches[1].steps[0]: There is no #missing"));
    assert_eq!(browsers.inputs().last().unwrap(), "click #c1");
    worker.stop().await;
    stack.finish(&[good, bad]).await;
}

/// Kills the worker at the click on `#stop` of the only try that reaches the page first, and lets another one go on.
async fn resumed(document: Value) -> (Vec<String>, flowtilla_shared::store::ExecutionDetail) {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::outliving();
    let first = stack.worker("first", browsers.clone());
    let (run, id) = stack.queue_flow(document).await;
    // a fill is repeatable, so an intent without a result is simply done again
    stack
        .until(id, |detail| detail.steps.iter().any(|step| step.step_type == "wait_for" && step.status == S::Running))
        .await;
    first.kill().await;
    let before = browsers.inputs().len();
    browsers.release();
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!(detail.row.attempt, 1, "it began anew instead of going on");
    assert_eq!(detail.row.worker_name.as_deref(), Some("second"));
    assert!(before > 0);
    second.stop().await;
    stack.finish(&[run]).await;
    (browsers.inputs(), detail)
}

fn hold() -> Value {
    json!({ "type": "wait_for", "target": { "css": "#held" } })
}

#[tokio::test]
async fn a_later_claim_goes_the_way_of_the_earlier_one_through_loops_and_branches() {
    let (inputs, detail) = resumed(json!({ "name": "resume", "params": { "go": 1 }, "steps": [
        { "type": "set", "var": "go", "value": true },
        { "type": "while", "condition": { "var": "go", "equals": true }, "steps": [
            { "type": "switch", "value": "{{go}}", "cases": [{ "equals": true, "steps": [click("#in-loop")] }] },
            { "type": "try", "steps": [{ "type": "wait_for", "target": { "css": "#flaky-1" } }], "catch": [click("#caught")] },
            { "type": "repeat_until_passes", "every_ms": 1, "steps": [click("#r"), { "type": "wait_for", "target": { "css": "#flaky-3" } }] },
            hold(),
            { "type": "set", "var": "go", "value": false },
        ] },
        { "type": "for_each", "items": [1, 2], "as": "n", "steps": [{ "type": "break", "if": { "var": "n", "equals": 2 } }, click("#n{{n}}")] },
    ] }))
    .await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(
        inputs,
        ["click #in-loop", "click #caught", "click #r", "click #r", "click #r", "click #r", "click #n1"]
    );
}

#[tokio::test]
async fn a_later_claim_finds_every_branch_in_its_tab() {
    let (inputs, detail) = resumed(flow_of(json!([
        { "type": "parallel", "branches": [
            { "steps": [click("#a1"), hold(), click("#a3")] }, { "steps": [click("#b1"), click("#b2")] },
        ] },
    ])))
    .await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert_eq!(inputs, ["new_tab", "tab 0: click #a1", "tab 1: click #b1", "tab 1: click #b2", "tab 0: click #a3"]);
}
