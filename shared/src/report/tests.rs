#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::json;

use super::*;

fn input() -> ReportInput {
    let detail = json!({
        "id": "0197a", "status": "failed", "more": "than we know",
        "counts": {"queued": 0, "running": 0, "waiting": 0, "passed": 1, "failed": 1, "errored": 0, "cancelled": 0},
        "started_at": "2026-11-20T10:00:00Z", "finished_at": "2026-11-20T10:00:03.400Z",
        "executions": [
            {"id": "e1", "flow_name": "Log in", "status": "passed", "reason": null, "attempt": 2, "flaky": true, "duration_ms": 812,
             "worker": "kettle", "steps": [{"index": 0, "path": "steps[0]", "type": "goto", "status": "passed", "duration_ms": 103}],
             "document": {"steps": [{"type": "goto", "url": "/login"}]}},
            {"id": "e2", "flow_name": "<script>alert(1)</script>", "status": "failed", "attempt": 1, "duration_ms": 2500, "source": "flows/buy.yaml",
             "message": "Step 1 failed",
             "document": {"steps": [{"type": "if", "condition": {}, "then": [{"type": "click", "target": {"role": "button", "name": "Buy"}}]}]},
             "steps": [{"index": 0, "path": "steps[0].then[0]", "type": "click", "status": "failed", "duration_ms": 2400, "artifacts": ["a1", "a2"],
               "error": {"kind": "ambiguous", "message": "2 elements match", "expected": "1", "actual": "<i>2</i>",
                         "log": ["waiting for button \u{1b}[31m\"Buy\"", "2 found"], "candidates": ["<button>Buy</button>"]}}],
             "artifacts": [{"id": "a1", "kind": "screenshot", "media_type": "image/png", "bytes": 4, "url": "/api/artifacts/a1"},
                           {"id": "a2", "kind": "outline", "media_type": "text/plain", "bytes": 4, "url": "/api/artifacts/a2"}]}
        ]
    });
    let mut input = ReportInput::from_detail(&detail).unwrap();
    input.attach("a1", "image/png", vec![137, 80, 78, 71]);
    input.attach("a2", "text/plain", b"- button \"<Buy>\"".to_vec());
    input
}

#[test]
fn the_html_report_escapes_everything_and_asks_no_other_host() {
    let html = html(&input()).unwrap();
    if let Ok(path) = std::env::var("FLOWTILLA_TEST_REPORT") {
        std::fs::write(path, &html).unwrap();
    }
    assert!(!html.contains("<script"), "a flow's name became markup");
    assert!(!html.contains("<i>2</i>") && html.contains("&lt;button&gt;Buy"));
    assert!(html.contains("src=\"data:image/png;base64,iVBORw==\""));
    assert!(html.contains("click button “Buy”"), "the step is not told from the document");
    assert!(html.contains("- button &quot;&lt;Buy&gt;&quot;"));
    assert!(!html.contains("http://") && !html.contains("https://"), "the file reaches out");
    assert!(html.contains("flows, 2 steps"), "the steps are not counted");
    assert!(html.contains("flaky") && html.contains("attempt 2") && html.contains("3.4 s"));
}

#[test]
fn notes_labels_and_assertions_that_only_warn_are_shown() {
    let detail = json!({
        "id": "0197c", "status": "passed", "executions": [{
            "id": "e1", "flow_name": "Buy [firefox]", "status": "passed", "attempt": 1, "labels": {"browser": "firefox", "row": "<b>1</b>"},
            "notes": [{"kind": "metric", "name": "pots <1>", "value": 30.0, "unit": "pots", "step": 0},
                      {"kind": "log", "value": "Looking at {\"a\"}", "step": 1}],
            "steps": [
                {"index": 0, "path": "steps[0]", "type": "record_metric", "status": "passed"},
                {"index": 1, "path": "steps[1]", "type": "expect", "status": "passed",
                 "error": {"kind": "assertion", "message": "the title is another one", "level": "warn"}}]}]
    });
    let html = html(&ReportInput::from_detail(&detail).unwrap()).unwrap();
    assert!(html.contains("<b>pots &lt;1&gt;</b> 30 pots</p>"), "{html}");
    assert!(html.contains("<b>log</b> Looking at {&quot;a&quot;}</p>"), "{html}");
    assert!(html.contains("browser: firefox · row: &lt;b&gt;1&lt;") && html.contains("1 warning<"), "{html}");
    assert!(html.contains("<div class=\"error remark\"><p><b>warn</b> · the title is another one"), "{html}");
}

#[test]
fn earlier_attempts_have_tabs_with_their_own_steps_pictures_and_logs() {
    let detail = json!({
        "id": "0197b", "status": "passed", "executions": [{
            "id": "e1", "flow_name": "Buy", "status": "passed", "attempt": 2, "flaky": true, "duration_ms": 900,
            "earlier_attempts": [{"attempt": 1, "message": "steps[0]: nothing matches", "duration_ms": 1500}],
            "earlier_steps": [{"attempt": 1, "duration_ms": 1400, "steps": [
                {"index": 0, "path": "steps[0]", "type": "click", "status": "failed", "duration_ms": 1400, "artifacts": ["p0", "f0"],
                 "error": {"kind": "not_found", "message": "nothing matches"}}]}],
            "steps": [{"index": 0, "path": "steps[0]", "type": "click", "status": "passed", "duration_ms": 90, "artifacts": ["p1", "p2"]}],
            "artifacts": [
                {"id": "f0", "kind": "screenshot", "name": "page", "media_type": "image/jpeg", "attempt": 1, "url": "/a/f0"},
                {"id": "p0", "kind": "screenshot", "name": "before", "media_type": "image/jpeg", "attempt": 1, "url": "/a/p0"},
                {"id": "p1", "kind": "screenshot", "name": "before", "media_type": "image/jpeg", "attempt": 2, "url": "/a/p1"},
                {"id": "p2", "kind": "screenshot", "name": "after", "media_type": "image/jpeg", "attempt": 2, "url": "/a/p2"},
                {"id": "v", "kind": "video", "name": "video.webm", "media_type": "video/webm", "bytes": 1200, "attempt": 2, "url": "/a/v"},
                {"id": "t", "kind": "trace", "name": "trace.zip", "media_type": "application/zip", "bytes": 900, "attempt": 2, "url": "/a/t"},
                {"id": "c", "kind": "console", "media_type": "application/json", "attempt": 2, "url": "/a/c"}]
        }]
    });
    let mut input = ReportInput::from_detail(&detail).unwrap();
    let wanted: Vec<_> = input.wanted().map(|artifact| artifact.id.clone()).collect();
    assert_eq!(wanted, ["f0", "p0", "p1", "p2", "v", "c"]);
    input.attach("v", "video/webm", vec![0x1a, 0x45]);
    input.attach("c", "application/json", br#"[{"level":"error","text":"<b>oh</b>"}]"#.to_vec());
    let html = html(&input).unwrap();
    let (first, second) = html.split_once("tab-f0a2").unwrap();
    let first = first.split_once("tab-f0a1").unwrap().1;
    assert!(
        first.contains("nothing matches")
            && first.contains("src=\"&#x2f;a&#x2f;f0\"")
            && first.contains("href=\"#f0a1p0\"")
    );
    assert!(
        !first.contains("a&#x2f;p1") && second.contains("id=\"f0a2p1\"") && second.contains("href=\"#f0a2p1\">after")
    );
    assert!(second.contains("<video controls") && second.contains("data:video/webm;base64,GkU="));
    assert!(second.contains("&lt;b&gt;oh") && second.contains("show-trace") && !second.contains("<b>oh"));
}

#[test]
fn the_junit_report_tells_failures_and_reruns() {
    insta::assert_snapshot!(junit(&input()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="flowtilla" tests="2" skipped="0" failures="1" errors="0" timestamp="2026-11-20T10:00:00.000+00:00" time="3.400">
        <testsuite name="Log in" tests="1" skipped="0" errors="0" failures="0" time="0.812">
            <properties>
                <property name="test_run_id" value="0197a"/>
            </properties>
            <testcase name="Log in" classname="Log in" time="0.812">
                <properties>
                    <property name="execution_id" value="e1"/>
                    <property name="attempts" value="2"/>
                </properties>
                <flakyFailure message="attempt 1 did not pass" type="failed">
                </flakyFailure>
                <system-out>passed      103 ms  1. goto /login
    </system-out>
            </testcase>
        </testsuite>
        <testsuite name="flows/buy.yaml" tests="1" skipped="0" errors="0" failures="1" time="2.500">
            <properties>
                <property name="test_run_id" value="0197a"/>
            </properties>
            <testcase name="&lt;script&gt;alert(1)&lt;/script&gt;" classname="flows/buy.yaml" time="2.500">
                <properties>
                    <property name="execution_id" value="e2"/>
                    <property name="attempts" value="1"/>
                </properties>
                <failure message="Step 1 failed" type="ambiguous">1. click button “Buy”
    2 elements match
    Expected: 1
    Actual: &lt;i&gt;2&lt;/i&gt;
    Candidates:
      &lt;button&gt;Buy&lt;/button&gt;
    Call log:
      waiting for button &quot;Buy&quot;
      2 found
    </failure>
                <system-out>failed       2.4 s  1. click button “Buy”
    [[ATTACHMENT|/api/artifacts/a1]]
    </system-out>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn steps_are_told_in_one_line() {
    let cases = [
        json!({"type": "fill", "target": {"label": "Password"}, "value": "{{secret.shop}}"}),
        json!({"type": "expect", "target": {"text": {"matches": "^W", "flags": "i"}, "within": {"css": ".top"}}, "to": "in_viewport", "not": true}),
        json!({"type": "expect", "url": "**/orders/*"}),
        json!({"type": "click", "label": "Buy  the\npot", "target": {"css": "#x"}}),
        json!({"type": "click", "target": {"role": "button", "name": "Pay", "frame": [{"css": "#outer"}, {"css": "#inner"}]}}),
        json!({"type": "teleport"}),
        json!({"type": "set", "var": "x", "value": "é".repeat(300)}),
    ];
    let told: Vec<String> = cases.iter().map(describe_step).collect();
    assert_eq!(
        told[..6],
        [
            "fill label “Password” with “{{secret.shop}}”",
            "expect text matches /^W/i in css “.top” not in viewport",
            "expect url “**/orders/*”",
            "Buy the pot",
            "click button “Pay” in frame css “#inner” in frame css “#outer”",
            "teleport",
        ]
    );
    assert_eq!(told[6].chars().count(), 101);
}
