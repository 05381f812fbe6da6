//! Schedules: one run a tick, and what becomes of ticks that overlap or were missed.

use std::time::{Duration, Instant};

use flowtilla_api::ApiOptions;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::app::{App, flow};

const PATIENCE: Duration = Duration::from_secs(60);

/// An approved flow with a tag; its id.
async fn approved(app: &App, name: &str, tag: &str) -> String {
    let mut document = flow(name);
    document["tags"] = json!([tag]);
    let stored = app.post("/api/flows", &json!({ "document": document })).await.expect(201);
    let decision = json!({ "flow_id": stored["id"], "version": stored["version"], "decision": "approved" });
    app.put("/api/flow-approval", &decision).await.expect(200);
    stored["id"].as_str().unwrap().to_owned()
}

/// A yearly schedule, whose ticks the test makes; its path and id.
async fn schedule(app: &App, plan: Value) -> (String, Uuid) {
    let mut asked = json!({ "name": "Nightly", "cron": "0 3 1 1 *" });
    asked.as_object_mut().unwrap().extend(plan.as_object().unwrap().clone());
    let made = app.post("/api/schedules", &asked).await.expect(201);
    let id = made["id"].as_str().unwrap();
    (format!("/api/schedules/{id}"), id.parse().unwrap())
}

/// A tick comes now.
async fn tick(app: &App, id: Uuid) {
    app.stack
        .execute("UPDATE schedules SET next_at = date_trunc('milliseconds', clock_timestamp()) WHERE id = $1", id)
        .await;
}

/// Waits until there are so many ticks, and the newest has this outcome.
async fn ticks(app: &App, path: &str, n: usize, outcome: &str) -> Value {
    let began = Instant::now();
    loop {
        let list = app.get(&format!("{path}/ticks")).await.expect(200);
        let items = list["items"].as_array().unwrap();
        if items.len() == n && items[0]["outcome"] == outcome {
            return list["items"].clone();
        }
        assert!(began.elapsed() < PATIENCE, "the ticks stay as they are: {list}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn status(app: &App, run: &Value) -> Value {
    app.get(&format!("/api/test-runs/{}", run.as_str().unwrap())).await.expect(200)["status"].clone()
}

#[tokio::test]
async fn a_tick_starts_one_run_however_many_servers_look() {
    let app = App::start().await;
    // a second server over the same rows
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (config, stack) = (app.stack.config.clone(), &app.stack);
    let (store, queue, live, blobs) =
        (stack.store.clone(), stack.queue.clone(), stack.live.clone(), stack.blobs.clone());
    let options = ApiOptions { config, dev: true, demo: None };
    let second = tokio::spawn(flowtilla_api::serve(options, listener, store, queue, live, blobs, app.shutdown.clone()));
    let flow_id = approved(&app, "One", "smoke").await;
    approved(&app, "Two", "smoke").await;
    approved(&app, "Three", "slow").await;
    let options = json!({ "params": { "user": "ada" }, "retries": 1, "env": { "TOKEN": "hidden" } });
    let (path, id) = schedule(&app, json!({ "tags": ["smoke"], "overlap": "allow", "options": options })).await;
    let (single, single_id) = schedule(&app, json!({ "flow_ids": [flow_id] })).await;
    for n in 1..=3 {
        tick(&app, id).await;
        ticks(&app, &path, n, "started").await;
    }
    tick(&app, single_id).await;
    let started = ticks(&app, &single, 1, "started").await;
    let run = app.get(&format!("/api/test-runs/{}", started[0]["test_run_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(run["executions"].as_array().unwrap().len(), 1);
    let runs = app.get("/api/test-runs").await.expect(200);
    assert_eq!(runs["total"], 4, "{runs}");
    let of_tags = app.get(&format!("/api/test-runs/{}", runs["items"][3]["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(of_tags["executions"].as_array().unwrap().len(), 2, "{of_tags}");
    assert_eq!(of_tags["options"]["params"], json!({ "user": "ada" }));
    let shown = app.get(&path).await;
    assert!(!shown.text.contains("hidden"), "a value of env is shown");
    let shown = shown.expect(200);
    assert_eq!(shown["next_ticks"].as_array().unwrap().len(), 5);
    assert!(shown["last_tick"].is_string());
    let audit = app.get("/api/audit?action=executeFlows").await.expect(200);
    assert_eq!((&audit["total"], &audit["items"][0]["actor"]), (&json!(4), &json!("schedule Nightly")));
    app.stop().await;
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_tick_during_a_run_is_skipped_waits_ends_it_or_goes_beside_it() {
    let app = App::start().await;
    let flow_id = approved(&app, "One", "smoke").await;
    let plan =
        |overlap: &str| json!({ "name": "Nightly", "cron": "0 3 1 1 *", "flow_ids": [flow_id], "overlap": overlap });
    let (path, id) = schedule(&app, plan("skip")).await;
    // no worker: the first run goes on
    tick(&app, id).await;
    let first = ticks(&app, &path, 1, "started").await[0]["test_run_id"].clone();
    tick(&app, id).await;
    let skipped = ticks(&app, &path, 2, "skipped").await;
    assert!(skipped[0]["message"].as_str().unwrap().contains(first.as_str().unwrap()), "{skipped}");

    app.put(&path, &plan("queue")).await.expect(200);
    tick(&app, id).await;
    ticks(&app, &path, 3, "waiting").await;
    assert_eq!(status(&app, &first).await, "queued");
    app.post(&format!("/api/test-runs/{}/cancel", first.as_str().unwrap()), &json!({})).await.expect(200);
    let second = ticks(&app, &path, 3, "started").await[0]["test_run_id"].clone();

    app.put(&path, &plan("cancel_previous")).await.expect(200);
    tick(&app, id).await;
    let third = ticks(&app, &path, 4, "started").await[0]["test_run_id"].clone();
    assert_eq!((status(&app, &second).await, status(&app, &third).await), (json!("cancelled"), json!("queued")));

    app.put(&path, &plan("allow")).await.expect(200);
    tick(&app, id).await;
    let fourth = ticks(&app, &path, 5, "started").await[0]["test_run_id"].clone();
    assert_eq!((status(&app, &third).await, status(&app, &fourth).await), (json!("queued"), json!("queued")));
    app.stop().await;
}

#[tokio::test]
async fn ticks_that_nobody_saw_are_left_out_or_made_up_for_once() {
    let app = App::start().await;
    let flow_id = approved(&app, "One", "smoke").await;
    let hours_ago = "UPDATE schedules SET next_at = now() - interval '3 hours' WHERE id = $1";
    let hourly = |missed: &str| json!({ "cron": "@hourly", "flow_ids": [flow_id], "missed": missed });
    let (path, id) = schedule(&app, hourly("skip")).await;
    app.stack.execute(hours_ago, id).await;
    ticks(&app, &path, 1, "missed").await;
    let (path, id) = schedule(&app, hourly("run_once")).await;
    app.stack.execute(hours_ago, id).await;
    ticks(&app, &path, 1, "started").await;
    assert_eq!(app.get("/api/test-runs").await.expect(200)["total"], 1);
    // what cannot be started says why
    let (path, id) = schedule(&app, json!({ "tags": ["nobody has this"] })).await;
    tick(&app, id).await;
    let failed = ticks(&app, &path, 1, "failed").await;
    assert!(failed[0]["message"].as_str().unwrap().contains("nobody has this"), "{failed}");
    app.stop().await;
}

#[tokio::test]
async fn a_schedule_is_paused_resumed_run_at_once_and_deleted() {
    let app = App::start().await;
    let flow_id = approved(&app, "One", "smoke").await;
    let (path, id) = schedule(&app, json!({ "flow_ids": [flow_id], "time_zone": "Europe/Berlin" })).await;
    let paused = app.post(&format!("{path}/pause"), &json!({})).await.expect(200);
    assert_eq!((&paused["active"], &paused["next_ticks"]), (&json!(false), &json!([])));
    let run = app.post(&format!("{path}/run"), &json!({})).await.expect(202);
    assert_eq!(status(&app, &run["test_run_id"]).await, "queued");
    let resumed = app.post(&format!("{path}/resume"), &json!({})).await.expect(200);
    assert_eq!((&resumed["active"], resumed["next_ticks"].as_array().unwrap().len()), (&json!(true), 5));
    assert!(
        resumed["next_ticks"][0].as_str().unwrap().contains("-01-01T02:00:00"),
        "three in Berlin is two: {resumed}"
    );
    assert_eq!(app.get("/api/schedules").await.expect(200)["items"][0]["id"], json!(id));
    assert_eq!(app.delete(&path).await.status, 204);
    app.get(&path).await.problem(404, "not-found");
    for (wrong, status) in [
        (json!({ "name": "x", "cron": "* * * *", "tags": ["a"] }), 422),
        (json!({ "name": "x", "cron": "@daily", "tags": ["a"], "time_zone": "Berlin" }), 422),
        (json!({ "name": "x", "cron": "@daily" }), 422),
        (json!({ "name": "x", "cron": "@daily", "tags": [] }), 422),
        (json!({ "name": "x", "cron": "@daily", "tags": ["a"], "flow_ids": [flow_id] }), 422),
        (json!({ "name": "x", "cron": "@daily", "tags": ["a"], "options": { "delay_seconds": 5 } }), 422),
        (json!({ "name": "x", "cron": "@daily", "flow_ids": [Uuid::nil()] }), 404),
        (json!({ "name": "", "cron": "@daily", "tags": ["a"] }), 422),
    ] {
        app.post("/api/schedules", &wrong).await.expect(status);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_pattern_can_be_looked_at_before_it_is_used() {
    let app = App::start().await;
    let seen = app.get("/api/schedules/preview?cron=0%203%20*%20*%20*&time_zone=Europe/Berlin").await.expect(200);
    assert_eq!(seen["next_ticks"].as_array().unwrap().len(), 5, "{seen}");
    assert_eq!(seen["problem"], json!(null));
    let wrong = app.get("/api/schedules/preview?cron=whenever").await.expect(200);
    assert!(wrong["problem"].as_str().unwrap().contains("five fields"), "{wrong}");
    assert_eq!(wrong["next_ticks"], json!([]));
    app.stop().await;
}
