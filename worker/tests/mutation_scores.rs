//! Mutation scores: flows of the demo shop against faults in a real Chromium.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    time::{Duration, Instant},
};

use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    domain::{
        event::Event,
        flow,
        ids::{FlowId, MutationScoreId, ProjectId},
        mutation::{MutantFate, MutantKind, MutantResult, MutationTally, mutation_topic},
        status::Status,
    },
    store::{MutationScoreRow, NewFlow, NewMutationScore},
};
use runner_kit::{Stack, long_form};
use serde_json::{Value, json};

const PROJECT: ProjectId = ProjectId::DEFAULT;
/// Longest wait for a measurement.
const PATIENCE: Duration = Duration::from_secs(420);

async fn shop() -> Demo {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await.unwrap()
}

/// A stack whose leases bear a busy machine.
async fn stack() -> Stack {
    Stack::with(|config| {
        config.worker.concurrency = 4;
        config.worker.lease = Duration::from_secs(8);
        config.worker.action_gate = Duration::from_secs(6);
    })
    .await
}

async fn stored(stack: &Stack, document: &Value) -> FlowId {
    let read: flow::Flow = serde_json::from_value(document.clone()).unwrap();
    let new = NewFlow {
        name: read.name.clone(),
        document: document.clone(),
        hash: flow::hash(&read),
        lint: json!([]),
        test_session: None,
        approved_by: None,
    };
    stack.store.flows().create(PROJECT, new).await.unwrap().id
}

async fn ask(stack: &Stack, document: Value, kinds: &[MutantKind], most: usize) -> MutationScoreId {
    let document = long_form(document);
    let flow = stored(stack, &document).await;
    let version = stack.store.flows().get(PROJECT, flow).await.unwrap().version.hash;
    let request = json!({ "document": document, "most": most, "seconds": 600, "kinds": kinds });
    let new = NewMutationScore { flow, version, request, asked_by: "test".into() };
    stack.store.mutation_scores().create(PROJECT, new).await.unwrap().0
}

async fn over(stack: &Stack, id: MutationScoreId) -> MutationScoreRow {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let row = stack.store.mutation_scores().get(PROJECT, id).await.unwrap();
        if row.status != "queued" && row.status != "running" {
            return row;
        }
        assert!(Instant::now() < deadline, "the measurement does not end: {row:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn mutants(row: &MutationScoreRow) -> Vec<MutantResult> {
    serde_json::from_value(row.mutants.clone()).unwrap()
}

/// What became of the mutants, for people who read a failed test.
fn told(row: &MutationScoreRow) -> String {
    let line = |m: MutantResult| {
        let hint = m.suggestion.map(|hint| format!("{} {}", hint.verified, hint.yaml.unwrap_or_default()));
        let hint = hint.unwrap_or_default();
        format!("{:?} {} | {} | {} | {}\n", m.fate, m.kind, m.description, m.message.unwrap_or_default(), hint)
    };
    format!("{} {:?}\n{}", row.status, row.message, mutants(row).into_iter().map(line).collect::<String>())
}

fn kinds_with(row: &MutationScoreRow, fate: MutantFate) -> BTreeSet<&'static str> {
    mutants(row).iter().filter(|mutant| mutant.fate == fate).map(|mutant| mutant.kind.as_str()).collect()
}

/// Two little foxes in the cart; with or without a look at it.
fn cart(shop: &Demo, checks: Value) -> Value {
    let reviews = json!({ "expect": { "target": { "css": "#reviews strong" }, "texts": ["Mina", "Jonas", "Ife"] } });
    let mut steps: Vec<Value> =
        if checks.as_array().is_some_and(|checks| checks.len() > 5) { vec![reviews] } else { Vec::new() };
    steps.push(json!({ "fill": { "target": { "label": "Quantity" }, "value": "2" } }));
    steps.push(json!({ "click": { "role": "button", "name": "Add to cart" } }));
    steps.extend(checks.as_array().cloned().unwrap_or_default());
    json!({ "name": format!("Cart {}", checks.to_string().len()), "start_url": format!("{}/teapots/little-fox", shop.url()), "steps": steps })
}

fn every_check_of_the_cart() -> Value {
    json!([
        { "expect": { "target": { "role": "heading", "level": 1 }, "text": "Your cart" } },
        { "expect": { "target": { "css": "tbody tr" }, "count": 1 } },
        { "expect": { "target": { "css": "tbody tr td", "nth": 0 }, "text": "Little Fox" } },
        { "expect": { "target": { "css": "tbody tr td", "nth": 1 }, "text": "€24.00" } },
        { "expect": { "target": { "css": "tbody tr td", "nth": 3 }, "text": "€48.00" } },
        { "expect": { "target": { "testid": "total" }, "text": "€48.00" } },
        { "expect": { "target": { "testid": "cart-link" }, "text": { "contains": "2" } } },
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_without_assertions_scores_low_and_one_with_them_high() {
    let (shop, stack) = (shop().await, stack().await);
    let worker = stack.chromium_worker("w", |_| {});
    let blind = ask(&stack, cart(&shop, json!([])), &[], 12).await;
    let watchful = ask(&stack, cart(&shop, every_check_of_the_cart()), &[], 12).await;
    let (blind, watchful) = (over(&stack, blind).await, over(&stack, watchful).await);
    let (low, high) = (blind.score.unwrap(), watchful.score.unwrap());
    assert!(low <= 0.3 && high >= 0.7, "low {low}\n{}\nhigh {high}\n{}", told(&blind), told(&watchful));
    let tally: MutationTally = serde_json::from_value(blind.tally.clone()).unwrap();
    assert_eq!(tally.score(), Some(low));
    let all = mutants(&blind);
    assert_eq!(all.len(), 12);
    let kinds: BTreeSet<&str> = all.iter().map(|mutant| mutant.kind.as_str()).collect();
    assert!(kinds.len() >= 9, "{kinds:?}");
    // what was missed comes with something that would notice
    for missed in all.iter().filter(|mutant| mutant.fate == MutantFate::Missed) {
        let hint = missed.suggestion.as_ref().unwrap();
        assert!(!hint.sentence.is_empty() && hint.after.contains(['[', '_']), "{missed:#?}");
        if let Some(step) = &hint.step {
            flow::typed(step).unwrap();
        }
    }
    let with_steps =
        all.iter().filter(|m| m.suggestion.as_ref().is_some_and(|hint| hint.verified && hint.step.is_some())).count();
    assert!(with_steps >= 5, "{}", told(&blind));
    // every mutant is an execution that people can look at
    for mutant in &all {
        let execution = stack.store.executions().get(PROJECT, mutant.execution_id.unwrap()).await.unwrap();
        assert_eq!(execution.row.labels["mutant"], mutant.kind.as_str());
        assert_eq!(
            execution.row.status == Status::Passed,
            mutant.fate == MutantFate::Missed || mutant.fate == MutantFate::NotApplicable
        );
    }
    let events = stack.store.events().after(PROJECT, &mutation_topic(blind.id), 0, 1000).await.unwrap();
    let tried = events.iter().filter(|e| matches!(e.event, Event::MutationTried { .. })).count();
    assert_eq!(tried, all.len());
    assert!(
        matches!(&events.last().unwrap().event, Event::MutationFinished { score: Some(score), .. } if *score == low)
    );
    worker.stop().await;
    stack.finish(&[]).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggested_assertion_notices_what_was_missed() {
    let (shop, stack) = (shop().await, stack().await);
    let worker = stack.chromium_worker("w", |_| {});
    let kinds = [MutantKind::NotSaved, MutantKind::WrongNumber, MutantKind::ButtonDead];
    let blind = over(&stack, ask(&stack, cart(&shop, json!([])), &kinds, 6).await).await;
    let missed: Vec<MutantResult> = mutants(&blind).into_iter().filter(|m| m.fate == MutantFate::Missed).collect();
    assert!(missed.len() >= 3, "{}", told(&blind));
    let steps: Vec<Value> = missed
        .iter()
        .filter(|mutant| mutant.suggestion.as_ref().is_some_and(|hint| hint.verified && hint.after == "steps[1]"))
        .filter_map(|mutant| mutant.suggestion.as_ref()?.step.clone())
        .collect();
    assert!(!steps.is_empty(), "{}", told(&blind));
    let better = over(&stack, ask(&stack, cart(&shop, json!(steps)), &kinds, 6).await).await;
    let gained = better.score.unwrap_or_default() - blind.score.unwrap_or_default();
    assert!(gained >= 0.3, "before:\n{}\nafter:\n{}", told(&blind), told(&better));
    worker.stop().await;
    stack.finish(&[]).await;
    shop.stop().await;
}

/// Searches the catalogue, whose list comes by `fetch`.
fn search(shop: &Demo, checks: Value) -> Value {
    let mut steps = json!([
        { "fill": { "target": { "role": "searchbox", "name": "Search" }, "value": "yixing" } },
        { "wait_url": "**/teapots?q=yixing*" },
    ]);
    steps.as_array_mut().unwrap().extend(checks.as_array().cloned().unwrap_or_default());
    json!({ "name": format!("Search {}", checks.to_string().len()), "start_url": format!("{}/teapots", shop.url()), "steps": steps })
}

fn every_check_of_the_search() -> Value {
    json!([
        { "expect": { "target": { "role": "status" }, "text": "3 teapots" } },
        { "expect": { "target": { "css": "#list h3" }, "texts": ["Plum Rain", "Red Lantern", "Ink Stone"], "ordered": true } },
    ])
}

/// Signs in with a wrong password.
fn wrong_password(shop: &Demo, checks: Value) -> Value {
    let mut steps = json!([
        { "fill": { "target": { "label": "User name" }, "value": "ada" } },
        { "fill": { "target": { "label": "Password" }, "value": "wrong" } },
        { "click": { "role": "button", "name": "Sign in" } },
    ]);
    steps.as_array_mut().unwrap().extend(checks.as_array().cloned().unwrap_or_default());
    json!({ "name": format!("Wrong {}", checks.to_string().len()), "start_url": format!("{}/login", shop.url()), "steps": steps })
}

/// From the empty cart to the catalogue by a link, and back with a teapot.
fn tour(shop: &Demo, watchful: bool) -> Value {
    let mut steps = vec![json!({ "click": { "role": "link", "name": "See all teapots" } })];
    if watchful {
        steps.push(json!({ "expect": { "target": { "role": "heading", "level": 1 }, "text": "Teapots" } }));
    }
    steps.push(json!({ "goto": "/teapots/little-fox" }));
    steps.push(json!({ "type": "click", "target": { "role": "button", "name": "Add to cart" }, "force": !watchful }));
    if watchful {
        steps.push(json!({ "expect": { "target": { "testid": "total" }, "text": "€24.00" } }));
    }
    json!({ "name": format!("Tour {watchful}"), "start_url": format!("{}/cart", shop.url()), "steps": steps })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_fault_is_caught_by_a_flow_that_looks_and_missed_by_one_that_does_not() {
    use MutantKind as K;
    let (shop, stack) = (shop().await, stack().await);
    let worker = stack.chromium_worker("w", |_| {});
    let of_lists = [K::AnswerEmpty, K::RowDuplicated, K::RowMissing, K::OrderChanged, K::WrongNumber, K::RequestSlow];
    let of_forms = [K::ErrorSwallowed, K::TextChanged, K::ElementGone, K::ValueLost, K::RequestFails];
    let of_tours = [K::LinkWrong, K::AnswerStale, K::NotSaved, K::ButtonDead, K::ControlDisabled];
    let alert = json!([
        { "expect": { "target": { "role": "alert" }, "text": "We could not sign you in." } },
        { "expect": { "target": { "css": "#password-error" }, "text": "That password is not right." } },
        { "expect": { "target": { "label": "User name" }, "value": "ada" } },
    ]);
    let blind = [
        ask(&stack, search(&shop, json!([])), &of_lists, 12).await,
        ask(&stack, wrong_password(&shop, json!([])), &of_forms, 10).await,
        ask(&stack, tour(&shop, false), &of_tours, 10).await,
    ];
    let watchful = [
        ask(&stack, search(&shop, every_check_of_the_search()), &of_lists, 12).await,
        ask(&stack, wrong_password(&shop, alert), &of_forms, 10).await,
        ask(&stack, tour(&shop, true), &of_tours, 10).await,
    ];
    let mut report = String::new();
    let (mut missed, mut caught) = (BTreeSet::new(), BTreeSet::new());
    for id in blind {
        let row = over(&stack, id).await;
        missed.extend(kinds_with(&row, MutantFate::Missed));
        report.push_str(&told(&row));
    }
    for id in watchful {
        let row = over(&stack, id).await;
        caught.extend(kinds_with(&row, MutantFate::Caught));
        report.push_str(&told(&row));
    }
    for kind in K::ALL.iter().map(|kind| kind.as_str()) {
        assert!(caught.contains(kind), "{kind} was never caught\n{report}");
        assert!(missed.contains(kind), "{kind} was never missed\n{report}");
    }
    worker.stop().await;
    stack.finish(&[]).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_does_not_pass_by_itself_is_not_measured() {
    let (shop, stack) = (shop().await, stack().await);
    let worker = stack.chromium_worker("w", |_| {});
    let wrong = json!([{ "expect": { "target": { "role": "heading", "level": 1 }, "text": "Nothing like it" }, "timeout_ms": 300 }]);
    let row = over(&stack, ask(&stack, cart(&shop, wrong), &[], 4).await).await;
    assert_eq!((row.status.as_str(), row.score), ("failed", None));
    assert!(
        row.message.as_ref().is_some_and(|why| why.contains("does not pass") && why.contains("steps[2]")),
        "{row:?}"
    );
    worker.stop().await;
    stack.finish(&[]).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measurement_ends_when_somebody_wants_it_to_and_its_run_ends_too() {
    let (shop, stack) = (shop().await, stack().await);
    let worker = stack.chromium_worker("w", |_| {});
    let slow = json!([{ "sleep": 30_000 }]);
    let id = ask(&stack, cart(&shop, slow), &[], 4).await;
    let deadline = Instant::now() + PATIENCE;
    let run = loop {
        let events = stack.store.events().after(PROJECT, &mutation_topic(id), 0, 100).await.unwrap();
        let begun = events.iter().find_map(|envelope| {
            if let Event::MutationProgress { test_run_id, .. } = &envelope.event { *test_run_id } else { None }
        });
        if let Some(run) = begun {
            break run;
        }
        assert!(Instant::now() < deadline, "it never began");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let row = stack.store.mutation_scores().get(PROJECT, id).await.unwrap();
    let (under_way, _) = stack.store.mutation_scores().cancel(PROJECT, row.flow_id, &row.version).await.unwrap();
    assert!(under_way);
    assert_eq!(over(&stack, id).await.status, "cancelled");
    let deadline = Instant::now() + PATIENCE;
    while !stack.store.runs().summary(PROJECT, run).await.unwrap().status.is_final() {
        assert!(Instant::now() < deadline, "its run goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    worker.stop().await;
    stack.finish(&[run]).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_worker_has_died_a_measurement_goes_on_with_the_runs_that_it_had_made() {
    let (shop, stack) = (shop().await, stack().await);
    let first = stack.chromium_worker("first", |_| {});
    // two runs of mutants, since eight are tried together
    let id = ask(&stack, cart(&shop, every_check_of_the_cart()), &[], 10).await;
    let events = async || stack.store.events().after(PROJECT, &mutation_topic(id), 0, 1000).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !events().await.iter().any(|e| matches!(e.event, Event::MutationTried { .. })) {
        assert!(Instant::now() < deadline, "no mutant was tried");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.kill().await;
    let row = stack.store.mutation_scores().get(PROJECT, id).await.unwrap();
    assert_eq!(row.status, "running", "it was over before its worker died: this tests nothing");
    let second = stack.chromium_worker("second", |_| {});
    let row = over(&stack, id).await;
    assert_eq!(row.status, "ready", "{}", told(&row));
    assert_eq!(mutants(&row).len(), 10);
    assert!(row.score.is_some_and(|score| score > 0.5), "{}", told(&row));
    let all = events().await;
    let begun = |wanted: &str| {
        all.iter().filter(|e| matches!(&e.event, Event::MutationProgress { phase, .. } if phase == wanted)).count()
    };
    assert_eq!(begun("looking"), 1, "the flow was looked at again");
    assert_eq!(begun("trying"), 2, "mutants were tried again");
    let tried = all.iter().filter(|e| matches!(e.event, Event::MutationTried { .. })).count();
    assert_eq!(tried, 10, "of some mutants it was told twice, or never");
    second.stop().await;
    stack.finish(&[]).await;
    shop.stop().await;
}
