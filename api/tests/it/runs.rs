//! Test runs: execute, wait, report, cancel, repeat.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::outcome::Outcome;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, flow},
    worker,
};

#[tokio::test]
async fn an_accepted_run_looks_as_the_design_shows_it() {
    let app = App::start().await;
    let body = json!({
        "flows": [{ "name": "Log in", "start_url": "http://127.0.0.1:4000/", "steps": [{ "type": "reload" }] }],
        "options": { "params": { "user": "ada" }, "retries": 0, "timeout_seconds": 120, "priority": "normal" },
    });
    let answer = app.post("/api/execute-flows", &body).await;
    let location = answer.header("location").to_owned();
    let accepted = answer.expect(202);
    assert_eq!(accepted["status"], "queued");
    assert_eq!(accepted["executions"][0]["flow_name"], "Log in");
    assert_eq!(location, format!("/api/v1/test-runs/{}", accepted["test_run_id"].as_str().unwrap()));
    let run = app.get(&location).await.expect(200);
    assert_eq!(
        run["counts"],
        json!({ "queued": 1, "running": 0, "waiting": 0, "passed": 0, "failed": 0, "errored": 0, "cancelled": 0 })
    );
    assert_eq!(run["options"]["params"]["user"], "ada");
    let execution = &run["executions"][0];
    for absent in ["reason", "message", "duration_ms", "worker"] {
        assert_eq!(execution.get(absent), Some(&Value::Null), "`{absent}` is null until it is known");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_failed_run_carries_its_steps_errors_and_artifacts() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let lease = worker::begin(&app.stack).await;
    worker::step(&app.stack, &lease, 0).await;
    let artifact = worker::failed_step(&app.stack, &lease, 1, b"\x89PNG not really").await;
    worker::finish(&app.stack, &lease, Outcome::failed("No element has the text \"Sign in\".")).await;

    let run = app.get(&format!("/api/test-runs/{id}")).await.expect(200);
    assert_eq!(run["status"], "failed");
    let execution = &run["executions"][0];
    assert_eq!((&execution["attempt"], &execution["worker"]), (&json!(1), &json!("tester")));
    assert_eq!(execution["steps"][0]["error"], Value::Null);
    assert_eq!(execution["steps"][0]["artifacts"], json!([]));
    assert_eq!(execution["steps"][1]["error"]["kind"], "not_found");
    assert_eq!(execution["artifacts"][0]["url"], format!("/api/artifacts/{artifact}"));
    let mut alone = app.get(&format!("/api/executions/{}", execution["id"].as_str().unwrap())).await.expect(200);
    let document = alone.as_object_mut().unwrap().remove("document").expect("an execution alone has its document");
    assert_eq!(document["name"], "Flow 0");
    assert_eq!(&alone, execution);

    let bytes = app.get(&format!("/api/artifacts/{artifact}")).await;
    assert_eq!((bytes.status.as_u16(), bytes.header("content-type")), (200, "image/png"));
    assert_eq!(bytes.header("content-disposition"), "inline; filename=\"failure.png\"");
    assert_eq!(bytes.header("x-content-type-options"), "nosniff");
    assert!(bytes.header("content-security-policy").contains("sandbox"));
    let again =
        app.request(Method::GET, &format!("/api/artifacts/{artifact}")).header("if-none-match", bytes.header("etag"));
    assert_eq!(app.send(again).await.status, 304);
    app.stop().await;
}

#[tokio::test]
async fn reports_come_in_three_formats() {
    let app = App::start().await;
    let id = app.execute(2).await;
    worker::run_all(&app.stack, 1, 2).await;
    let lease = worker::begin(&app.stack).await;
    worker::failed_step(&app.stack, &lease, 0, b"\x89PNG").await;
    worker::finish(&app.stack, &lease, Outcome::failed("It broke <here>.")).await;
    let path = format!("/api/test-runs/{id}/report");
    let junit = app.get(&format!("{path}?format=junit")).await;
    assert_eq!((junit.status.as_u16(), junit.header("content-type")), (200, "application/xml"));
    assert!(junit.text.contains("<testsuites") && junit.text.contains("It broke &lt;here"), "{}", junit.text);
    let html = app.get(&path).await;
    assert!(html.header("content-type").starts_with("text/html"));
    assert!(html.header("content-security-policy").contains("sandbox"));
    assert!(html.text.contains("data:image/png;base64,"), "the picture is not in the report");
    let json = app.get(&format!("{path}?format=json")).await.expect(200);
    assert_eq!(json["status"], "failed");
    app.stop().await;
}

#[tokio::test]
async fn a_repeated_request_makes_nothing_new() {
    let app = App::start().await;
    let body = json!({ "flows": [flow("Once")] });
    let send = |body: Value| {
        app.send(app.request(Method::POST, "/api/execute-flows").header("idempotency-key", "6f1c").json(&body))
    };
    let first = send(body.clone()).await.expect(202);
    let second = send(body.clone()).await.expect(202);
    assert_eq!((&first["test_run_id"], &first["executions"]), (&second["test_run_id"], &second["executions"]));
    assert_eq!((&first["replayed"], &second["replayed"]), (&json!(false), &json!(true)));
    send(json!({ "flows": [flow("Other")] })).await.problem(422, "idempotency-key-reused");
    assert_eq!(app.get("/api/test-runs").await.expect(200)["total"], 1);
    let at_once = futures_util::future::join_all((0..8).map(|_| {
        app.send(app.request(Method::POST, "/api/execute-flows").header("idempotency-key", "at once").json(&body))
    }))
    .await;
    let mut ids: Vec<Value> = at_once.into_iter().map(|answer| answer.expect(202)["test_run_id"].clone()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "eight equal requests at once made several runs");
    app.stop().await;
}

#[tokio::test]
async fn a_long_poll_answers_when_the_run_is_over_and_not_before() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let began = Instant::now();
    let run = app.get(&format!("/api/test-runs/{id}?wait_seconds=1")).await.expect(200);
    assert_eq!(run["status"], "queued");
    assert!(began.elapsed() >= Duration::from_secs(1), "it did not wait");
    let path = format!("/api/test-runs/{id}?wait_seconds=30");
    let (answer, ended) = tokio::join!(
        async {
            let answer = app.get(&path).await.expect(200);
            (answer, Instant::now())
        },
        async {
            worker::run_all(&app.stack, 1, 3).await;
            Instant::now()
        }
    );
    assert_eq!(answer.0["status"], "passed");
    let late = answer.1.saturating_duration_since(ended);
    assert!(late < Duration::from_millis(500), "the answer came {late:?} after the end");
    app.stop().await;
}

#[tokio::test]
async fn the_event_log_is_whole_and_pages() {
    let app = App::start().await;
    let id = app.execute(2).await;
    worker::run_all(&app.stack, 2, 3).await;
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let part = app.get(&format!("/api/test-runs/{id}/events?after={after}&limit=5")).await.expect(200);
        let items = part["items"].as_array().unwrap().clone();
        after = part["next_after"].as_i64().unwrap();
        if items.is_empty() {
            assert_eq!(part["head"], after);
            break;
        }
        seen.extend(items);
    }
    let numbers: Vec<i64> = seen.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(seen.len()).unwrap()).collect::<Vec<_>>(), "the log has holes");
    assert_eq!((&seen[0]["type"], &seen[0]["topic"]), (&json!("run.queued"), &json!(format!("run:{id}"))));
    assert_eq!(seen.last().unwrap()["type"], "run.finished");
    assert_eq!(seen.last().unwrap()["data"]["status"], "passed");
    app.stop().await;
}

#[tokio::test]
async fn cancelling_ends_what_waits_and_can_be_repeated() {
    let app = App::start().await;
    let id = app.execute(2).await;
    for _ in 0..2 {
        let run = app.post(&format!("/api/test-runs/{id}/cancel"), &json!({})).await.expect(200);
        assert_eq!((&run["status"], &run["counts"]["cancelled"]), (&json!("cancelled"), &json!(2)));
    }
    assert!(app.stack.claim("late").await.is_none(), "a cancelled execution was claimed");
    app.stop().await;
}

#[tokio::test]
async fn a_rerun_repeats_all_or_only_what_failed() {
    let app = App::start().await;
    let id = app.execute(2).await;
    worker::run_all(&app.stack, 1, 1).await;
    let lease = worker::begin(&app.stack).await;
    worker::finish(&app.stack, &lease, Outcome::failed("It broke.")).await;
    let path = format!("/api/test-runs/{id}/rerun");
    let all = app.send(app.request(Method::POST, &path)).await.expect(202);
    assert_eq!(all["executions"].as_array().unwrap().len(), 2);
    let failed = app.post(&path, &json!({ "only_failed": true })).await.expect(202);
    assert_eq!(failed["executions"].as_array().unwrap().len(), 1);
    let again = app.get(&format!("/api/test-runs/{}", failed["test_run_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(again["rerun_of"], id);
    let one = all["executions"][1]["id"].as_str().unwrap();
    let path = format!("/api/test-runs/{}/rerun", all["test_run_id"].as_str().unwrap());
    let picked = app.post(&path, &json!({ "executions": [one] })).await.expect(202);
    assert_eq!(picked["executions"].as_array().unwrap().len(), 1);
    app.post(&path, &json!({ "executions": [one], "only_failed": true })).await.problem(400, "bad-request");
    app.post(&path, &json!({ "executions": [picked["executions"][0]["id"]] })).await.problem(422, "invalid");
    app.stop().await;
}

#[tokio::test]
async fn lists_page_by_cursor_and_by_number() {
    let app = App::start().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(0, app.execute(1).await);
    }
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let part = app.get(&format!("/api/test-runs?size=2&cursor={cursor}")).await.expect(200);
        assert_eq!(part["total"], 5);
        seen.extend(part["items"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().to_owned()));
        match part["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, made, "newest first, each once");
    let second = app.get("/api/test-runs?page=2&size=2").await.expect(200);
    assert_eq!(second["items"][0]["id"], made[2]);
    assert_eq!((&second["page"], &second["size"]), (&json!(2), &json!(2)));
    assert_eq!(app.get("/api/test-runs?status=passed").await.expect(200)["total"], 0);
    app.stop().await;
}

#[tokio::test]
async fn too_many_waiting_executions_are_refused_with_429() {
    let app = App::with(true, |config| config.limits.max_queued_per_project = 2).await;
    app.execute(2).await;
    let answer = app.post("/api/execute-flows", &json!({ "flows": [flow("One more")] })).await;
    assert!(!answer.header("retry-after").is_empty());
    answer.problem(429, "limit");
    app.stop().await;
}

#[tokio::test]
async fn a_delayed_run_is_not_due_yet() {
    let app = App::start().await;
    let body = json!({ "flows": [flow("Later")], "options": { "delay_seconds": 60 } });
    app.post("/api/execute-flows", &body).await.expect(202);
    assert!(app.stack.claim("early").await.is_none(), "a delayed execution was claimed");
    let depth = app.get("/api/queue/depth").await.expect(200);
    assert_eq!((&depth["pending"], &depth["delayed"]), (&json!(0), &json!(1)));
    app.stop().await;
}

#[tokio::test]
async fn executions_of_all_runs_are_listed_by_status_and_flow() {
    let app = App::start().await;
    let first = app.execute(2).await;
    let lease = worker::begin(&app.stack).await;
    worker::finish(&app.stack, &lease, Outcome::failed("No element has the text \"Sign in\".")).await;
    let second = app.execute(1).await;

    let all = app.get("/api/executions?size=2").await.expect(200);
    assert_eq!((&all["total"], all["items"].as_array().map(Vec::len)), (&json!(3), Some(2)));
    assert_eq!(all["items"][0]["test_run_id"], json!(second), "the newest comes first");
    let rest = app.get(&format!("/api/executions?cursor={}", all["next_cursor"].as_str().unwrap())).await.expect(200);
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));

    let failed = app.get("/api/executions?status=failed").await.expect(200);
    assert_eq!(failed["total"], 1);
    assert_eq!(failed["items"][0]["flow_name"], "Flow 0");
    assert_eq!(failed["items"][0]["message"], "No element has the text \"Sign in\".");
    assert_eq!(app.get("/api/executions?flow=Flow%200").await.expect(200)["total"], 2);
    let other = "01970000-0000-7000-8000-000000000000";
    assert_eq!(app.get(&format!("/api/executions?flow={other}")).await.expect(200)["total"], 0);

    let runs = app.get("/api/test-runs").await.expect(200);
    assert_eq!((&runs["items"][0]["name"], &runs["items"][1]["name"]), (&json!("Flow 0"), &json!("Flow 0")));
    assert_eq!(app.get(&format!("/api/test-runs/{first}")).await.expect(200)["name"], "Flow 0");
    app.stop().await;
}
