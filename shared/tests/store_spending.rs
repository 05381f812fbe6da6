//! The ledger of calls of models: caps that nobody passes, answers that nobody pays for twice.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use flowtilla_shared::{
    domain::{event::Event, ids::ProjectId},
    store::{NewCall, ProjectRules, Reservation, Settlement, SpendCaps},
    testing::Stack,
};
use serde_json::json;

fn call(topic: &str, digest: &str, worst: i64) -> NewCall {
    NewCall {
        project: ProjectId::DEFAULT,
        topic: topic.into(),
        label: "test".into(),
        digest: digest.into(),
        model: "m".into(),
        endpoint: "demo".into(),
        worst,
        within: Duration::from_secs(60),
    }
}

fn caps(topic: i64, project_day: i64, fleet_day: i64) -> SpendCaps {
    SpendCaps { topic: Some(topic), project_day: Some(project_day), fleet_day: Some(fleet_day) }
}

fn made(reservation: &Reservation) -> uuid::Uuid {
    let Reservation::Made(id) = reservation else { panic!("not reserved: {reservation:?}") };
    *id
}

#[tokio::test]
async fn a_reservation_counts_in_full_until_it_is_settled() {
    let stack = Stack::start().await;
    let spending = stack.store.spending();
    let caps = caps(100, 1000, 1000);
    let first = made(&spending.reserve(&call("run:a", "1", 60), caps).await.unwrap());
    let refused = spending.reserve(&call("run:a", "2", 60), caps).await.unwrap();
    assert_eq!(refused, Reservation::Refused { account: "run", cap: 100 });
    // a refusal reserves nothing anywhere
    assert_eq!(spending.today(ProjectId::DEFAULT).await.unwrap(), 60);
    let settlement = Settlement { cost: 10, answer: Some(json!({ "text": "a\u{0}b" })), ..Settlement::default() };
    let committed = spending.settle(ProjectId::DEFAULT, first, &settlement).await.unwrap().unwrap();
    assert!(matches!(committed.envelopes[0].event, Event::ModelCalled { cost_micro_usd: 10, demo: true, .. }));
    assert!(spending.settle(ProjectId::DEFAULT, first, &settlement).await.unwrap().is_none(), "settled twice");
    assert_eq!(spending.today(ProjectId::DEFAULT).await.unwrap(), 10);
    made(&spending.reserve(&call("run:a", "2", 60), caps).await.unwrap());
    let calls = spending.calls(ProjectId::DEFAULT, "run:a").await.unwrap();
    assert_eq!(calls.iter().map(|call| call.status.as_str()).collect::<Vec<_>>(), ["answered", "open"]);
}

#[tokio::test]
async fn the_days_of_a_project_and_of_the_fleet_have_their_caps() {
    let stack = Stack::start().await;
    let spending = stack.store.spending();
    made(&spending.reserve(&call("run:a", "1", 60), caps(1000, 100, 1000)).await.unwrap());
    let project = spending.reserve(&call("run:b", "2", 60), caps(1000, 100, 1000)).await.unwrap();
    assert_eq!(project, Reservation::Refused { account: "project_day", cap: 100 });
    let fleet = spending.reserve(&call("run:b", "2", 60), caps(1000, 1000, 100)).await.unwrap();
    assert_eq!(fleet, Reservation::Refused { account: "fleet_day", cap: 100 });
}

#[tokio::test]
async fn a_project_has_caps_of_its_own_and_the_lower_one_holds() {
    let stack = Stack::start().await;
    let rules = stack.store.rules();
    assert_eq!(rules.budgets(ProjectId::DEFAULT).await.unwrap(), SpendCaps::default());
    let budgets = json!({ "max_usd_per_run": 0.00005, "max_usd_per_project_day": 0 });
    let own = ProjectRules { budgets: budgets.as_object().cloned().unwrap(), ..ProjectRules::default() };
    rules.put(ProjectId::DEFAULT, &own).await.unwrap();
    assert_eq!(rules.get(ProjectId::DEFAULT).await.unwrap(), own);
    let own = rules.budgets(ProjectId::DEFAULT).await.unwrap();
    assert_eq!(own, SpendCaps { topic: Some(50), ..SpendCaps::default() });
    assert_eq!(caps(100, 100, 100).and(own), caps(50, 100, 100));
    assert_eq!(SpendCaps::default().and(own), own);
    let refused = stack.store.spending().reserve(&call("run:a", "1", 60), caps(100, 100, 100).and(own)).await.unwrap();
    assert_eq!(refused, Reservation::Refused { account: "run", cap: 50 });
}

#[tokio::test]
async fn twenty_callers_at_once_never_pass_a_cap_together() {
    let stack = Stack::start().await;
    let calls = (0..20).map(|n| {
        let store = stack.store.clone();
        tokio::spawn(async move {
            let call = call("run:a", &format!("digest {n}"), 10);
            matches!(store.spending().reserve(&call, caps(70, 1000, 1000)).await.unwrap(), Reservation::Made(_))
        })
    });
    let mut made = 0;
    for call in calls.collect::<Vec<_>>() {
        made += usize::from(call.await.unwrap());
    }
    assert_eq!(made, 7);
}

#[tokio::test]
async fn the_same_call_is_answered_from_the_journal_and_a_call_in_flight_is_waited_for() {
    let stack = Stack::start().await;
    let spending = stack.store.spending();
    let caps = SpendCaps::default();
    let id = made(&spending.reserve(&call("run:a", "same", 5), caps).await.unwrap());
    // another payer waits; the same payer again is the one that took over from a dead worker, and asks itself
    assert_eq!(spending.reserve(&call("run:b", "same", 5), caps).await.unwrap(), Reservation::InFlight(id));
    made(&spending.reserve(&call("run:a", "same", 5), caps).await.unwrap());
    assert_eq!(spending.awaited(ProjectId::DEFAULT, id).await.unwrap(), None);
    let settlement = Settlement { answer: Some(json!("yes")), ..Settlement::default() };
    spending.settle(ProjectId::DEFAULT, id, &settlement).await.unwrap();
    assert_eq!(spending.awaited(ProjectId::DEFAULT, id).await.unwrap(), Some(Some(json!("yes"))));
    let again = spending.reserve(&call("run:a", "same", 5), caps).await.unwrap();
    assert_eq!(again, Reservation::Answered(json!("yes")));
}

#[tokio::test]
async fn what_was_spent_is_told_by_day_and_by_model() {
    let stack = Stack::start().await;
    let spending = stack.store.spending();
    let caps = SpendCaps::default();
    let first = made(&spending.reserve(&call("run:a", "1", 60), caps).await.unwrap());
    let second = made(&spending.reserve(&call("run:a", "2", 7), caps).await.unwrap());
    made(&spending.reserve(&NewCall { model: "other".into(), ..call("run:b", "3", 100) }, caps).await.unwrap());
    let answered = Settlement { cost: 10, input_tokens: 5, answer: Some(json!("yes")), ..Settlement::default() };
    spending.settle(ProjectId::DEFAULT, first, &answered).await.unwrap();
    let failed = Settlement { failure: Some("no".into()), ..Settlement::default() };
    spending.settle(ProjectId::DEFAULT, second, &failed).await.unwrap();
    let days = spending.days(ProjectId::DEFAULT, 2).await.unwrap();
    // a test that begins before midnight may end after it
    let sum = days.iter().fold((0, 0, 0, 0), |sum, day| {
        (sum.0 + day.cost, sum.1 + day.calls, sum.2 + day.failed, sum.3 + day.input_tokens)
    });
    assert_eq!(sum, (110, 3, 1, 5), "{days:?}");
    let models = spending.by_model(ProjectId::DEFAULT, 2).await.unwrap();
    let told: Vec<_> = models.iter().map(|row| (row.model.as_str(), row.cost, row.calls, row.failed)).collect();
    assert_eq!(told, [("other", 100, 1, 0), ("m", 10, 2, 1)]);
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    assert!(spending.days(other, 2).await.unwrap().is_empty());
}
