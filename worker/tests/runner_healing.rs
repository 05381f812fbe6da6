//! Recorded steps whose locator is lost: what is done, what is proposed, and what must be proven before a proposal is taken over by itself.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    domain::{
        ids::{FlowId, WorkerId},
        mutation::{Mutant, MutantFate, MutantKind, MutantResult, MutationTally, ProofStatus, Spot},
        outcome::ErrorKind,
        status::{Status, StepStatus as S},
    },
    store::{MutationEnd, NewMutationScore, ProposalRow, ProposalStatus},
};
use runner_kit::{
    Stack, ended,
    fake::FakeBrowsers,
    house::{House, PROJECT, done, execute, stored, stored_at},
    steps,
};
use serde_json::{Value, json};

/// Longest wait for a proof.
const PROVEN_WITHIN: Duration = Duration::from_secs(300);

#[tokio::test]
async fn a_recorded_step_whose_locator_is_lost_is_healed_as_far_as_the_run_allows() {
    let step = json!({
        "type": "click", "target": { "css": "#missing" },
        "recorded": { "candidates": [{ "css": "#gone" }, { "css": "#field" }], "role": "button", "tag": "button" },
    });
    let expect = json!({ "type": "expect", "target": { "css": "#late-1" }, "to": "visible" });
    for (mode, status, proposed) in
        [("locked", Status::Failed, 0), ("propose", Status::Failed, 1), ("auto", Status::Passed, 1)]
    {
        let house = House::open(vec![done()], FakeBrowsers::default()).await;
        let worker = house.worker("w");
        let id = stored(&house.stack, json!([step, expect])).await;
        let (run, detail) = execute(&house.stack, id, json!({ "healing": mode })).await;
        assert_eq!(ended(&detail).0, status, "{mode}: {:?}", detail.row.message);
        let proposals = house.stack.store.proposals().list(PROJECT, id).await.unwrap();
        assert_eq!(proposals.len(), proposed, "{mode}");
        if let Some(proposal) = proposals.first() {
            assert_eq!(
                (proposal.kind.as_str(), &proposal.document["steps"][0]["target"]),
                ("healed", &json!({ "css": "#field" }))
            );
            assert_eq!(
                proposal.document["steps"][1],
                runner_kit::long_form(json!({ "name": "x", "steps": [expect] }))["steps"][0]
            );
        }
        if mode == "auto" {
            assert_eq!(steps(&detail)[1], ("steps[0]", S::Healed));
            let kept: Vec<_> = detail.artifacts.iter().filter_map(|artifact| artifact.name.as_deref()).collect();
            assert!(kept.contains(&"before healing") && kept.contains(&"after healing"), "{kept:?}");
        }
        worker.stop().await;
        house.close(run).await;
    }
}

#[tokio::test]
async fn a_healed_step_that_does_something_else_than_when_it_was_recorded_fails_and_nothing_is_proposed() {
    let step = |candidate: &str, effect: Value| {
        let mut recorded = json!({ "candidates": [{ "css": candidate }], "role": "button", "tag": "button" });
        if !effect.is_null() {
            recorded["effect"] = effect;
        }
        json!({ "type": "click", "target": { "css": "#missing" }, "recorded": recorded })
    };
    let expect = json!({ "type": "expect", "target": { "css": "#late-1" }, "to": "visible" });
    for (step, same) in [
        // it led to another page when it was recorded
        (step("#field", json!({ "page": "/thanks" })), false),
        (step("#field", json!({ "requests": ["POST /orders"] })), false),
        (step("#field", json!({ "regions": ["status"] })), false),
        // it opened no dialog then, and does now
        (step("#alert", Value::Null), false),
        (step("#alert", json!({ "dialogs": ["alert"] })), true),
        (step("#field", Value::Null), true),
    ] {
        let house = House::open(vec![done()], FakeBrowsers::default()).await;
        let worker = house.worker("w");
        let id = stored(&house.stack, json!([step, expect])).await;
        let (run, detail) = execute(&house.stack, id, json!({ "healing": "auto" })).await;
        let proposals = house.stack.store.proposals().list(PROJECT, id).await.unwrap();
        if same {
            assert_eq!(ended(&detail).0, Status::Passed, "{step}: {:?}", detail.row.message);
            assert_eq!(proposals[0].changes[0]["effect"], "same");
        } else {
            assert_eq!(ended(&detail).0, Status::Failed, "{step}");
            let error = detail.steps.iter().find_map(|step| step.error.clone()).unwrap();
            assert_eq!(error.kind, ErrorKind::Assertion, "{step}: {error:?}");
            assert!(error.message.contains("something else"), "{error:?}");
            assert!(proposals.is_empty(), "{step}");
        }
        worker.stop().await;
        house.close(run).await;
    }
}

/// Puts two little foxes into the cart by a button whose locator is lost.
fn cart() -> Value {
    json!([
        { "type": "goto", "url": "/teapots/little-fox" },
        { "type": "fill", "target": { "label": "Quantity" }, "value": "2" },
        { "type": "click", "target": { "css": "#the-old-button" }, "timeout_ms": 2_000, "recorded": {
            "candidates": [{ "role": "button", "name": "Add to cart" }], "role": "button", "tag": "button",
            "effect": { "page": "/cart", "requests": ["POST /cart/items"] },
        } },
        { "type": "expect", "target": { "testid": "total" }, "text": "€48.00" },
    ])
}

fn dead_button() -> Mutant {
    let spot = Spot { target: json!({ "css": "#the-old-button" }), page: Some("/teapots/little-fox".into()) };
    Mutant { kind: Some(MutantKind::ButtonDead), element: Some(spot), ..Mutant::default() }
}

/// A fault that the flow does not notice, whatever its score says.
fn other_heading() -> Mutant {
    let spot = Spot { target: json!({ "role": "heading", "level": 1 }), page: Some("/cart".into()) };
    Mutant { kind: Some(MutantKind::TextChanged), element: Some(spot), ..Mutant::default() }
}

/// A score of the flow's version, as it was measured when its locators still matched.
async fn measured(stack: &Stack, flow: FlowId, caught: &[Mutant]) {
    let scores = stack.store.mutation_scores();
    let version = stack.store.flows().get(PROJECT, flow).await.unwrap().version.hash;
    let new = NewMutationScore { flow, version, request: json!({ "params": {} }), asked_by: "test".into() };
    scores.create(PROJECT, new).await.unwrap();
    let claimed = scores.claim_next(WorkerId::new(), Duration::from_secs(60), 3).await.unwrap().unwrap();
    let result = |mutant: &Mutant| MutantResult {
        kind: mutant.kind.unwrap(),
        level: "dom".into(),
        description: format!("It is faulty: {}.", mutant.kind.unwrap()),
        path: "steps[2]".into(),
        fate: MutantFate::Caught,
        caught_by: Some("steps[3]".into()),
        message: None,
        suggestion: None,
        execution_id: None,
    };
    let tally = MutationTally { caught: u32::try_from(caught.len()).unwrap(), ..MutationTally::default() };
    let mutants = caught.iter().map(result).collect();
    let end = MutationEnd { status: "ready", message: None, mutants, plan: caught.to_vec(), tally };
    scores.finish(&claimed.lease, end).await.unwrap();
}

async fn proven(stack: &Stack, flow: FlowId) -> ProposalRow {
    let deadline = Instant::now() + PROVEN_WITHIN;
    loop {
        let proposal = stack.store.proposals().list(PROJECT, flow).await.unwrap().into_iter().next().unwrap();
        if proposal.proof.status != ProofStatus::Running {
            return proposal;
        }
        assert!(Instant::now() < deadline, "the proof does not end: {:?}", proposal.proof);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healed_version_is_taken_over_by_itself_only_when_it_still_notices_what_the_one_before_it_noticed() {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let shop = Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await.unwrap();
    let stack = Stack::with(|config| {
        config.worker.lease = Duration::from_secs(30);
        config.worker.action_gate = Duration::from_secs(20);
        config.worker.renew_every = Duration::from_secs(1);
    })
    .await;
    let cases = [
        // mode, who started it, what the version before has caught, the proof, taken over
        ("auto", Some("ada"), vec![dead_button()], ProofStatus::Held, true),
        ("auto", Some("ada"), vec![dead_button(), other_heading()], ProofStatus::Lost, false),
        ("auto", Some("ada"), vec![], ProofStatus::NotMeasured, false),
        // somebody who may not approve
        ("auto", None, vec![dead_button()], ProofStatus::Held, false),
        ("propose", Some("ada"), vec![dead_button()], ProofStatus::Held, false),
    ];
    let mut flows = Vec::new();
    for (_, _, caught, ..) in &cases {
        let flow = stored_at(&stack, &shop.url(), cart()).await;
        if !caught.is_empty() {
            measured(&stack, flow, caught).await;
        }
        flows.push(flow);
    }
    let worker = stack.chromium_worker("w", |_| {});
    let mut runs = Vec::new();
    for ((mode, by, caught, status, taken), flow) in cases.into_iter().zip(flows) {
        let (run, detail) = execute(&stack, flow, json!({ "healing": mode, "healing_by": by })).await;
        runs.push(run);
        let wanted = if mode == "auto" { Status::Passed } else { Status::Failed };
        assert_eq!(detail.row.status, wanted, "{mode}: {:?}", detail.row.message);
        let proposal = proven(&stack, flow).await;
        let proof = &proposal.proof;
        assert_eq!(proof.status, status, "{mode}: {proof:?}");
        assert_eq!(proof.before as usize, caught.len());
        // the end of a proof is written after the version was taken over
        let now = stack.store.flows().get(PROJECT, flow).await.unwrap();
        assert_eq!(now.version.hash == proposal.hash, taken, "{mode}: {proposal:?}");
        assert_eq!(proposal.status, if taken { ProposalStatus::Accepted } else { ProposalStatus::Open });
        if status == ProofStatus::Held {
            assert_eq!((proof.caught, proof.missed.len()), (1, 0));
        }
        if status == ProofStatus::Lost {
            assert_eq!(proof.missed, ["It is faulty: text_changed."]);
        }
        if taken {
            assert_eq!(proposal.decided_by.as_deref(), Some("healing (auto)"));
            assert_eq!(now.version.approval.to_string(), "approved", "the version before it was");
            let again = stack.store.proposals().accept_proven(PROJECT, flow, proposal.id).await.unwrap();
            assert!(again, "a claim that does it again finds it done");
        }
        // a proof is no measurement of the version that people would be shown
        let score = stack.store.mutation_scores().newest(PROJECT, flow, &proposal.hash).await.unwrap();
        assert_eq!(score, None);
    }
    worker.stop().await;
    stack.finish(&runs).await;
    shop.stop().await;
}
