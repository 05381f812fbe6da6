//! Ticks: each is one row, taken once, and done by one at a time, in order.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use flowtilla_shared::{domain::ids::ProjectId, store::SchedulePlan, testing::Stack};
use serde_json::json;

#[tokio::test]
async fn a_tick_is_taken_once_and_held_by_one() {
    let stack = Stack::start().await;
    let schedules = stack.store.schedules();
    let plan = SchedulePlan {
        name: "Nightly".into(),
        cron: "@daily".into(),
        time_zone: "UTC".into(),
        overlap: "skip".into(),
        missed: "skip".into(),
        target: json!({ "tags": ["a"] }),
        options: json!({}),
        active: true,
        next_at: Some(Utc::now() - TimeDelta::seconds(5)),
    };
    let row = schedules.create(ProjectId::DEFAULT, &plan, "test").await.unwrap();
    let due = schedules.due().await.unwrap().remove(0);
    let later = Some(due.now - TimeDelta::seconds(1));
    let takes = futures_util::future::join_all((0..8).map(|_| schedules.take(&due, later, false))).await;
    assert_eq!(takes.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
    let second = schedules.due().await.unwrap().remove(0);
    assert!(schedules.take(&second, None, false).await.unwrap());
    assert_eq!(schedules.due().await.unwrap(), []);

    let lease = Duration::from_secs(600);
    let holds = futures_util::future::join_all((0..8).map(|_| schedules.hold(10, lease))).await;
    let held: Vec<_> = holds.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(held.len(), 1, "only the oldest tick is to be done, and by one");
    assert_eq!((held[0].id, held[0].tick), (row.id, due.tick));
    // whoever held it died
    schedules.put_off(&held[0], Duration::ZERO).await.unwrap();
    let again = schedules.hold(10, lease).await.unwrap();
    assert_eq!(again.len(), 1);
    schedules.done(&again[0], "failed", None, Some("for the test")).await.unwrap();
    assert_eq!(schedules.hold(10, lease).await.unwrap()[0].tick, second.tick);
    let ticks = schedules.ticks(ProjectId::DEFAULT, row.id, 10).await.unwrap();
    assert_eq!(ticks.iter().map(|tick| tick.outcome.as_deref()).collect::<Vec<_>>(), [None, Some("failed")]);
    assert!(schedules.ticks(ProjectId::new(), row.id, 10).await.is_err(), "another project sees it");
}
