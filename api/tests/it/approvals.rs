//! Questions of executions and versions that they propose, as people answer them over HTTP.

use flowtilla_shared::{
    domain::{
        flow,
        ids::{ProjectId, WorkerId},
        journal::Lease,
        mutation::{Mutant, MutantKind, MutationTally, Spot},
    },
    store::{MutationEnd, NewMutationScore, NewPermission, NewProposal, PermissionKind},
    testing::Stack,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{app::App, keys::key, worker};

/// An execution of the stored flow that a worker has begun; with the flow's id and version.
async fn executing(app: &App) -> (Lease, String, String) {
    let document = json!({ "name": "Buy", "start_url": "http://shop.test/", "steps": [
        { "type": "click", "target": { "css": "#old" }, "recorded": { "candidates": [{ "css": "#buy" }] } },
        { "type": "expect", "url": "**/done" },
    ]});
    let stored = app.post("/api/flows", &json!({ "document": document })).await.expect(201);
    let (id, version) = (stored["id"].as_str().unwrap().to_owned(), stored["version"].as_str().unwrap().to_owned());
    let decision = json!({ "flow_id": id, "version": version, "decision": "approved" });
    app.put("/api/flow-approval", &decision).await.expect(200);
    app.post("/api/execute-flows", &json!({ "flow_ids": [id] })).await.expect(202);
    (worker::begin(&app.stack).await, id, version)
}

#[tokio::test]
async fn a_question_of_an_execution_is_answered_once_and_only_by_who_may() {
    let app = App::start().await;
    let (lease, ..) = executing(&app).await;
    let path = format!("/api/executions/{}/approvals", lease.id);
    assert_eq!(app.get(&path).await.expect(200)["items"], json!([]));
    let new = NewPermission {
        path: "steps[0].turn[0].steps[0]".into(),
        action: "click { role: button, name: Place order }".into(),
        why: "“order” says that it may not be undone.".into(),
        kind: PermissionKind::Approve,
        schema: None,
    };
    let (asked, _) = app.stack.store.permissions().ask(&lease, &new).await.unwrap();
    let run = app.get(&format!("/api/test-runs/{}", lease.run_id)).await.expect(200);
    assert_eq!(run["executions"][0]["status"], "waiting");
    let open = app.get(&path).await.expect(200);
    assert_eq!((&open["items"][0]["status"], &open["items"][0]["path"]), (&json!("open"), &json!(new.path)));

    let answer = |decision: &str| json!({ "approval_id": asked.id, "decision": decision, "comment": "As you like." });
    app.post(&path, &json!({ "approval_id": asked.id, "decision": "perhaps" })).await.problem(422, "invalid");
    let stranger = json!({ "approval_id": WorkerId::new(), "decision": "approve" });
    app.post(&path, &stranger).await.problem(404, "not-found");
    let elsewhere = format!("/api/executions/{}/approvals", WorkerId::new());
    app.post(&elsewhere, &answer("approve")).await.problem(404, "not-found");
    app.get(&elsewhere).await.problem(404, "not-found");

    let mut socket = app.socket("").await;
    socket.subscribe(&format!("run:{}", lease.run_id), Some(json!(0))).await;
    let approved = app.post(&path, &answer("approve")).await.expect(200);
    assert_eq!((&approved["status"], &approved["comment"]), (&json!("approved"), &json!("As you like.")));
    let heard = socket.until("execution.approval_decided").await;
    assert_eq!(heard.last().unwrap()["data"]["approved"], true);
    let again = app.post(&path, &answer("deny")).await;
    assert_eq!(again.status.as_u16(), 409, "{}", again.text);
    let shown = app.get(&path).await.expect(200);
    assert_eq!(shown["items"][0]["status"], "approved", "the second answer has changed the first");
    app.stop().await;
}

#[tokio::test]
async fn who_may_only_read_answers_no_question_and_takes_no_version_over() {
    let app = App::with(false, |config| config.rates.bad_keys_per_minute = 0).await;
    for (name, scopes) in [("reader", vec!["read"]), ("root", vec!["admin"])] {
        key(&app.stack, ProjectId::DEFAULT, name, &scopes).await;
    }
    let by = async |who: &str, method: Method, path: &str, body: &Value| {
        app.send(app.request(method, path).bearer_auth(who).json(body)).await
    };
    let some = WorkerId::new();
    let approval = json!({ "approval_id": some, "decision": "approve" });
    let path = format!("/api/executions/{some}/approvals");
    let refused = by("reader", Method::POST, &path, &approval).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text);
    by("root", Method::POST, &path, &approval).await.problem(404, "not-found");
    let path = format!("/api/flows/{some}/proposals/{some}");
    let refused = by("reader", Method::POST, &path, &json!({ "decision": "accept" })).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text);
    by("root", Method::POST, &path, &json!({ "decision": "accept" })).await.problem(404, "not-found");
    app.stop().await;
}

/// A healed version of the flow, as a worker proposes it.
fn healed(target: &str) -> NewProposal {
    let now = json!({ "css": target });
    let document = json!({ "name": "Buy", "start_url": "http://shop.test/", "steps": [
        { "type": "click", "target": now, "recorded": { "candidates": [{ "css": "#buy" }] } },
        { "type": "expect", "url": "**/done" },
    ]});
    let read = flow::check_value(&document).flow.unwrap();
    NewProposal {
        kind: "healed",
        hash: flow::hash(&read),
        document: serde_json::to_value(&read).unwrap(),
        lint: json!([]),
        changes: json!([{ "path": "steps[0]", "kind": "healed", "was": "css=#old", "now": format!("css={target}") }]),
        healed: vec![(json!({ "css": "#old" }), now)],
        auto: true,
    }
}

#[tokio::test]
async fn a_proposed_version_is_read_and_taken_over_once_or_dismissed() {
    let app = App::start().await;
    let (lease, id, version) = executing(&app).await;
    let path = format!("/api/flows/{id}/proposals");
    assert_eq!(app.get(&path).await.expect(200)["items"], json!([]));
    let proposals = app.stack.store.proposals();
    for target in ["#first", "#second", "#third"] {
        proposals.add(&lease, &healed(target)).await.unwrap().unwrap();
    }
    assert_eq!(proposals.add(&lease, &healed("#first")).await.unwrap(), None, "the same was proposed twice");
    let listed = app.get(&path).await.expect(200);
    let ids: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    let newest = app.get(&format!("{path}/{}", ids[0])).await.expect(200);
    assert_eq!(newest["document"]["steps"][0]["target"]["css"], "#third", "the newest comes first");
    assert_eq!((&newest["based_on"], &newest["status"]), (&json!(version), &json!("open")));
    assert_eq!((&newest["proof"]["status"], &newest["auto"]), (&json!("not_measured"), &json!(true)));

    let dismissed = app.post(&format!("{path}/{}", ids[0]), &json!({ "decision": "dismiss" })).await.expect(200);
    assert_eq!(dismissed["version"], version, "a version that was dismissed was taken over");
    app.post(&format!("{path}/{}", ids[0]), &json!({ "decision": "accept" })).await.problem(409, "not-approved");
    let taken = app.post(&format!("{path}/{}", ids[1]), &json!({ "decision": "accept" })).await.expect(200);
    let second = app.get(&format!("{path}/{}", ids[1])).await.expect(200);
    assert_eq!((&taken["version"], &second["status"]), (&second["version"], &json!("accepted")));
    assert_eq!(taken["approval"], "pending", "a version that was taken over needs approval as any other");
    // the third is based on a version that is the newest no more
    app.post(&format!("{path}/{}", ids[2]), &json!({ "decision": "accept" })).await.problem(409, "not-approved");
    app.stop().await;
}

/// A score of the version, with a fault of the lost element that it caught and one that it missed.
async fn scored(stack: &Stack, flow: &str, version: &str) {
    let scores = stack.store.mutation_scores();
    let new = NewMutationScore {
        flow: flow.parse().unwrap(),
        version: version.into(),
        request: json!({ "params": { "user": "ada" } }),
        asked_by: "ada".into(),
    };
    scores.create(ProjectId::DEFAULT, new).await.unwrap();
    let claimed = scores.claim_next(WorkerId::new(), std::time::Duration::from_secs(60), 3).await.unwrap().unwrap();
    let result = |fate: &str| {
        let told = json!({ "kind": "button_dead", "level": "dom", "description": "A click does nothing.", "path": "steps[0]", "fate": fate });
        serde_json::from_value(told).unwrap()
    };
    let mutant = |css: &str| {
        let spot = Spot { target: json!({ "css": css }), page: None };
        Mutant { kind: Some(MutantKind::ButtonDead), element: Some(spot), ..Mutant::default() }
    };
    let end = MutationEnd {
        status: "ready",
        message: None,
        mutants: vec![result("caught"), result("missed")],
        plan: vec![mutant("#old"), mutant("#other")],
        tally: MutationTally { caught: 1, missed: 1, ..MutationTally::default() },
    };
    scores.finish(&claimed.lease, end).await.unwrap();
}

#[tokio::test]
async fn the_proof_of_a_healed_version_is_shown_and_is_no_score_of_it() {
    let app = App::start().await;
    let (lease, id, version) = executing(&app).await;
    scored(&app.stack, &id, &version).await;
    app.stack.store.proposals().add(&lease, &healed("#buy")).await.unwrap().unwrap();
    let path = format!("/api/flows/{id}/proposals");
    let shown = async || app.get(&path).await.expect(200)["items"][0].clone();
    let open = shown().await;
    assert_eq!(open["proof"]["status"], "running");
    assert_eq!((&open["proof"]["before"], &open["proof"]["caught"]), (&json!(1), &json!(0)));
    // what was caught is tried again at the element that is there now, and nothing else
    let scores = app.stack.store.mutation_scores();
    let claimed = scores.claim_next(WorkerId::new(), std::time::Duration::from_secs(60), 3).await.unwrap().unwrap();
    let again = claimed.request["again"].as_array().unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0]["mutant"]["element"]["target"], json!({ "css": "#buy" }));
    assert_eq!(claimed.request["params"], json!({ "user": "ada" }));
    let told = json!({ "kind": "button_dead", "level": "dom", "description": "A click does nothing.", "path": "steps[0]", "fate": "missed" });
    let end = MutationEnd {
        status: "ready",
        message: None,
        mutants: vec![serde_json::from_value(told).unwrap()],
        plan: Vec::new(),
        tally: MutationTally { missed: 1, ..MutationTally::default() },
    };
    scores.finish(&claimed.lease, end).await.unwrap();
    let lost = shown().await;
    assert_eq!((&lost["proof"]["status"], &lost["status"]), (&json!("lost"), &json!("open")));
    assert_eq!(lost["proof"]["missed"], json!(["A click does nothing."]));
    let hash = lost["version"].as_str().unwrap();
    app.get(&format!("/api/flows/{id}/mutation-score?version={hash}")).await.problem(404, "not-found");
    app.stop().await;
}
