//! Redis is only a doorbell: without it runs are accepted and events arrive all the same.

use std::time::{Duration, Instant};

use flowtilla_shared::{config, live::Live, queue::Queue, testing::Stack};
use serde_json::json;

use crate::{app::App, worker};

#[tokio::test]
async fn runs_are_accepted_and_seen_live_while_redis_is_away() {
    let mut stack = Stack::start().await;
    let redis = stack.own_redis(false).await;
    let own = config::Redis { url: redis.url(), prefix: "own".into() };
    stack.queue = Queue::connect(&own).await.unwrap();
    stack.live = Live::connect(&own).await.unwrap();
    let app = App::over(stack, true, |_| {}).await;
    let mut socket = app.socket("").await;
    socket.subscribe("all", None).await;
    redis.stop().await;

    let began = Instant::now();
    let id = app.execute(1).await;
    assert!(began.elapsed() < Duration::from_secs(1), "the answer waited for Redis: {:?}", began.elapsed());
    let mut run = app.socket("").await;
    run.subscribe(&format!("run:{id}"), Some(json!(0))).await;
    worker::run_all(&app.stack, 1, 2).await;
    let events = run.until("run.finished").await;
    assert_eq!(events[0]["seq"], 1);
    let all = socket.until("run.finished").await;
    assert_eq!(all.len(), events.len());
    let health = app.get("/health").await.expect(200);
    assert_eq!((&health["status"], &health["checks"]["redis"]["status"]), (&json!("degraded"), &json!("down")));
    app.get("/api/test").await.problem(503, "unavailable");
    app.stop().await;
}
