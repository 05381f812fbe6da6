//! Models that act on the page: their calls are ordinary steps, they are asked once, and they never decide the verdict.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::sync::Arc;

use flowtilla_demo::model::{Answer, Fault, Scenario};
use flowtilla_shared::{
    domain::{
        event::{Event, run_topic},
        models::Price,
        status::{Reason, Status, StepStatus as S},
    },
    store::{Approval, ExecutionDetail, ProjectRules},
};
use runner_kit::{
    SECRET, Stack, ended,
    fake::FakeBrowsers,
    house::{House, PROJECT, act, calls, click, done, execute, model, notes, stored},
    steps,
};
use serde_json::json;

#[tokio::test]
async fn calls_of_a_model_are_ordinary_steps_and_conditions_decide_that_the_task_is_done() {
    let answers = vec![calls(&[("fill", json!({ "ref": "e4", "value": "{{pin}}" })), click("e1")])];
    let task = json!([{
        "type": "ai_task", "goal": "Order tea", "risky": "allow", "values": { "pin": "{{secret.pin}}", "user": "ada" },
        "done_when": [{ "target": { "css": "#order" }, "to": "visible" }],
    }]);
    let (house, detail, run) = House::run(answers, task).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?} {:#?}", detail.row.message, detail.steps);
    let paths = [
        "start_url",
        "steps[0]",
        "steps[0].turn[0]",
        "steps[0].turn[0].steps[0]",
        "steps[0].turn[0].steps[1]",
        "steps[0].turn[1]",
        "steps[0].done_when[0]",
        "steps[0].recorded",
    ];
    assert_eq!(steps(&detail), paths.map(|path| (path, S::Passed)));
    let typed = format!("fill #field {SECRET}");
    assert_eq!(house.browsers.inputs(), ["goto http://shop.test/", &typed, "click #order"]);
    assert_eq!(house.browsers.world.lock().unwrap().kept_to, ["shop.test"]);
    let asked = house.model.requests();
    assert_eq!(asked.len(), 1, "the conditions hold, and the model was asked again");
    let told = asked[0].1.to_string();
    assert!(told.contains("(secret)") && told.contains("ada") && !told.contains(SECRET), "{told}");
    assert_eq!(notes(&detail), ["scripted_model"]);
    let events = house.stack.events(run).await;
    assert!(!serde_json::to_string(&events).unwrap().contains(SECRET));
    assert!(events.iter().any(|e| matches!(&e.event, Event::ModelCalled { label, demo: true, .. } if label.starts_with("steps[0].turn[0] of execution"))));
    house.close(run).await;
}

#[tokio::test]
async fn a_flow_that_only_a_model_calls_done_is_unverified_and_a_failure_ends_the_turn() {
    let answers = vec![calls(&[click("e1"), click("e3"), click("e4")]), calls(&[click("e4")]), done()];
    let (house, detail, run) = House::run(answers, act(json!({}))).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    assert_eq!(notes(&detail), ["scripted_model", "unverified"]);
    assert_eq!(house.browsers.inputs(), ["goto http://shop.test/", "click #order", "click #field"]);
    let asked = house.model.requests();
    let second = asked[1].1["messages"].to_string();
    assert!(second.contains("There is no #missing") && second.contains("Not executed"), "{second}");
    assert_eq!(second.matches("<page ").count(), 1, "an old page was sent again");
    house.close(run).await;
}

#[tokio::test]
async fn after_a_crash_the_model_is_not_asked_again_and_nothing_is_done_twice() {
    let turn = calls(&[click("e1"), ("fill", json!({ "ref": "e2", "value": "x" }))]);
    let house = House::open(vec![turn, done()], FakeBrowsers::outliving()).await;
    let first = house.worker("first");
    let (run, id) = house.queue(act(json!({}))).await;
    let filling = |detail: &ExecutionDetail| {
        detail.steps.iter().any(|step| step.path == "steps[0].turn[0].steps[1]" && step.status == S::Running)
    };
    house.stack.until(id, filling).await;
    first.kill().await;
    let second = house.worker("second");
    let detail = house.stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Passed, None), 1), "{:?}", detail.row.message);
    let clicks = house.browsers.inputs().iter().filter(|input| *input == "click #order").count();
    assert_eq!(clicks, 1, "{:?}", house.browsers.inputs());
    assert_eq!(house.model.requests().len(), 2, "an answer was paid for twice");
    // and had the worker died between the answer and the journal, the ledger would have had it
    let label = format!("steps[0].turn[0] of execution {id}, attempt 1");
    let paid = house.stack.store.spending().answered(PROJECT, &run_topic(run), &label).await.unwrap();
    assert!(paid.unwrap().to_string().contains("click"));
    second.stop().await;
    house.close(run).await;
}

#[tokio::test]
async fn whatever_a_model_answers_nothing_is_done_of_an_answer_that_is_not_whole() {
    let cases: [(Fault, &str); 9] = [
        (Fault::Empty, "cannot be used"),
        (Fault::UnknownTool, "there is no tool `make_tea`"),
        (Fault::HugeInput, "more than 4 MiB"),
        (Fault::HalfInput, "gave no answer"),
        (Fault::CutInCall, "gave no answer"),
        (Fault::Refusal, "would not answer"),
        (Fault::WrongLanguage, "calls no tool"),
        (Fault::ManyCalls, "1000 calls; at most"),
        (Fault::CutStream, "gave no answer"),
    ];
    for (fault, why) in cases {
        let answers = vec![calls(&[click("e1")]).with(fault, u32::MAX)];
        let (house, detail, run) = House::run(answers, act(json!({}))).await;
        assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Model)), "{fault:?}: {:?}", detail.row.message);
        let message = detail.row.message.clone().unwrap();
        assert!(message.contains(why), "{fault:?}: {message}");
        assert_eq!(house.browsers.inputs(), ["goto http://shop.test/"], "{fault:?}: something was done");
        house.close(run).await;
    }
}

#[tokio::test]
async fn a_model_that_gets_nowhere_or_uses_too_much_is_stopped_and_the_reason_is_told() {
    let endless = vec![calls(&[("find", json!({ "text": "tea" }))])];
    let several: Vec<Answer> =
        (0..9).map(|n| calls(&[("fill", json!({ "ref": "e4", "value": n.to_string() }))])).collect();
    let cases = [
        (endless.clone(), json!({}), Reason::Model, "circles"),
        (several.clone(), json!({ "max_turns": 2 }), Reason::Budget, "max_turns"),
        (several.clone(), json!({ "max_tokens": 1_000 }), Reason::Budget, "max_tokens"),
        (several, json!({ "timeout_ms": 1 }), Reason::Budget, "timeout_ms"),
        (
            vec![calls(&[("give_up", json!({ "text": "There is no tea." }))])],
            json!({}),
            Reason::Model,
            "There is no tea.",
        ),
        (vec![done()], json!({ "goal": "Say {{secret.pin}}" }), Reason::Setup, "would be shown to a model"),
        (vec![done()], json!({ "model": "nobody" }), Reason::Model, "nobody"),
    ];
    for (answers, more, reason, why) in cases {
        let (house, detail, run) = House::run(answers, act(more.clone())).await;
        assert_eq!(ended(&detail), (Status::Errored, Some(reason)), "{more}: {:?}", detail.row.message);
        let message = detail.row.message.clone().unwrap();
        assert!(message.contains(why) && !message.contains(SECRET), "{more}: {message}");
        house.close(run).await;
    }
}

#[tokio::test]
async fn no_model_is_asked_beyond_the_budget_of_the_project() {
    let model = model(vec![Scenario::saying("Task: Order tea", vec![done()])]).await;
    let stack = Stack::with(|config| {
        config.models.demo_url = model.url();
        config.models.retries = 0;
        // the caps of the settings allow it
        let price = Price { input: 1.0, output: 50.0, cache_read: None, cache_write: None };
        config.models.prices.insert("demo".into(), price);
    })
    .await;
    let budgets = json!({ "max_usd_per_run": 0.01 }).as_object().cloned().unwrap();
    stack.store.rules().put(PROJECT, &ProjectRules { budgets, ..ProjectRules::default() }).await.unwrap();
    let house = House { stack, model, browsers: FakeBrowsers::default() };
    let worker = house.worker("w");
    let (run, id) = house.queue(act(json!({}))).await;
    let detail = house.stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Budget)), "{:?}", detail.row.message);
    assert!(detail.row.message.as_deref().unwrap().contains("may cost 0.01 dollars"), "{:?}", detail.row.message);
    assert!(house.model.requests().is_empty(), "a model was asked");
    worker.stop().await;
    house.close(run).await;
}

#[tokio::test]
async fn a_model_opens_no_page_of_another_host_and_a_flow_without_hosts_has_no_model_act() {
    let answers = vec![calls(&[("goto", json!({ "url": "http://evil.test/?x" })), click("e1")]), done()];
    let (house, detail, run) = House::run(answers, act(json!({}))).await;
    assert_eq!(ended(&detail).0, Status::Passed, "{:?}", detail.row.message);
    assert_eq!(house.browsers.inputs(), ["goto http://shop.test/"]);
    assert!(house.model.requests()[1].1.to_string().contains("may not open"));
    house.close(run).await;
    let house = House::open(vec![done()], FakeBrowsers::default()).await;
    let worker = house.worker("w");
    let (run, id) = house.stack.queue_flow(json!({ "name": "t", "steps": act(json!({})) })).await;
    let detail = house.stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.unwrap().contains("names none"));
    worker.stop().await;
    house.close(run).await;
}

#[tokio::test]
async fn what_a_model_did_is_proposed_as_steps_that_ask_no_model() {
    let answers = vec![
        calls(&[("fill", json!({ "ref": "e4", "value": "{{pin}}" })), click("e3"), click("e1")]),
        calls(&[click("e1")]),
    ];
    let house = House::open(answers, FakeBrowsers::default()).await;
    let worker = house.worker("w");
    let id = stored(
        &house.stack,
        json!([{
            "type": "ai_task", "goal": "Order tea", "risky": "allow", "values": { "pin": "{{secret.pin}}" },
            "done_when": [{ "target": { "css": "#late-1" }, "to": "visible" }],
        }]),
    )
    .await;
    let (first, detail) = execute(&house.stack, id, json!({})).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    let proposals = house.stack.store.proposals().list(PROJECT, id).await.unwrap();
    assert_eq!((proposals.len(), proposals[0].kind.as_str()), (1, "recorded"), "{proposals:#?}");
    let group = &proposals[0].document["steps"][0];
    let types: Vec<&str> =
        group["steps"].as_array().unwrap().iter().map(|step| step["type"].as_str().unwrap()).collect();
    assert!(types.starts_with(&["fill"]) && types.ends_with(&["expect"]), "{group:#}");
    assert_eq!(group["steps"][0]["value"], "{{secret.pin}}", "the secret itself was recorded, or lost");
    assert_eq!(group["steps"][0]["recorded"]["role"], "button");
    let events = house.stack.events(first).await;
    assert!(events.iter().any(|e| matches!(&e.event, Event::FlowProposed { kind, .. } if kind == "recorded")));
    // taken over it is a version like any other, which waits for approval
    let row = house.stack.store.proposals().decide(PROJECT, id, proposals[0].id, true, "ada").await.unwrap();
    assert_eq!((row.version.number, row.version.approval), (2, Approval::Pending));
    assert!(house.stack.store.proposals().decide(PROJECT, id, proposals[0].id, true, "ada").await.is_err());
    let asked = house.model.requests().len();
    let (second, detail) = execute(&house.stack, id, json!({})).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?} {:#?}", detail.row.message, detail.steps);
    assert_eq!(house.model.requests().len(), asked, "the replay asked a model");
    assert!(notes(&detail).is_empty());
    worker.stop().await;
    house.stack.finish(&[first, second]).await;
    house.model.stop().await;
}

#[tokio::test]
async fn before_a_model_does_what_cannot_be_undone_a_person_is_asked() {
    for approve in [true, false] {
        let house = House::open(vec![calls(&[click("e1")]), done()], FakeBrowsers::default()).await;
        let worker = house.worker("w");
        let (run, id) = house.queue(json!([{ "type": "ai_act", "goal": "Order tea" }])).await;
        let waiting = house.stack.until(id, |detail| detail.row.status == Status::Waiting).await;
        assert_eq!(waiting.row.id, id);
        assert_eq!(house.browsers.inputs(), ["goto http://shop.test/"], "it was done before anybody was asked");
        let permissions = house.stack.store.permissions();
        let asked = permissions.list(PROJECT, id).await.unwrap();
        assert_eq!((asked.len(), asked[0].path.as_str()), (1, "steps[0].turn[0].steps[0]"));
        let said = (approve, "ada", Some("as you like"));
        let (row, _) = permissions.decide(PROJECT, id, asked[0].id, said, None).await.unwrap();
        assert_eq!(row.decided_by.as_deref(), Some("ada"));
        assert!(permissions.decide(PROJECT, id, asked[0].id, said, None).await.is_err(), "it was answered twice");
        let detail = house.stack.over(id).await;
        assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
        let clicked = house.browsers.inputs().contains(&"click #order".to_owned());
        assert_eq!(clicked, approve);
        let told = house.model.requests()[1].1.to_string();
        assert_eq!(told.contains("A person refused"), !approve);
        let types = runner_kit::types(&house.stack.events(run).await);
        let at =
            |name: &str| types.iter().position(|kind| kind == name).unwrap_or_else(|| panic!("no {name}: {types:?}"));
        assert!(
            at("execution.approval_requested") < at("execution.approval_decided")
                && at("execution.approval_decided") < at("execution.finished")
        );
        worker.stop().await;
        house.close(run).await;
    }
    let refused = json!([{ "type": "ai_act", "goal": "Order tea", "risky": "refuse" }]);
    let (house, detail, run) = House::run(vec![calls(&[click("e1")]), done()], refused).await;
    assert_eq!(ended(&detail).0, Status::Passed);
    assert_eq!(house.browsers.inputs(), ["goto http://shop.test/"]);
    house.close(run).await;
}

#[tokio::test]
async fn no_answer_is_asked_for_that_could_pass_the_dollars_of_its_step() {
    let answers = || vec![calls(&[click("e1")]), calls(&[click("e4")]), done()];
    // an answer may have 4,000 tokens, which would be 4 dollars, and has some ten
    let dear = |config: &mut flowtilla_shared::config::Config| {
        let price = Price { output: 1_000.0, ..Price::FREE };
        config.models.prices.insert("demo".into(), price);
    };
    for (usd, asked, inputs) in [(0.001, 0, 1), (4.001, 1, 2), (50.0, 3, 3)] {
        let house = House::open_with(answers(), FakeBrowsers::default(), |config| {
            dear(config);
            config.models.max_usd_per_run = 100.0;
        })
        .await;
        let worker = house.worker("w");
        let (run, id) = house.queue(act(json!({ "max_usd": usd }))).await;
        let detail = house.stack.over(id).await;
        let cost =
            |event: &Event| if let Event::ModelCalled { cost_micro_usd, .. } = event { *cost_micro_usd } else { 0 };
        let spent: i64 = house.stack.events(run).await.iter().map(|envelope| cost(&envelope.event)).sum();
        let told = format!("{usd}: {:?}, {} questions, {spent}", detail.row.message, house.model.requests().len());
        assert!(i64::from(spent > 0) == i64::from(asked > 0) && (spent as f64) < usd * 1e6, "{told}");
        if asked == 3 {
            assert_eq!(ended(&detail), (Status::Passed, None), "{told}");
            assert_eq!((house.model.requests().len(), house.browsers.inputs().len()), (3, inputs), "{told}");
        } else {
            assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Budget)), "{told}");
            assert!(told.contains("`max_usd`"), "{told}");
            assert_eq!((house.model.requests().len(), house.browsers.inputs().len()), (asked, inputs), "{told}");
        }
        worker.stop().await;
        house.close(run).await;
    }
}

#[tokio::test]
async fn an_answer_that_was_paid_for_before_a_crash_and_never_came_to_the_journal_is_not_bought_again() {
    let reached = Arc::new(tokio::sync::Notify::new());
    let (told, held) = (reached.clone(), Arc::new(std::sync::atomic::AtomicBool::new(true)));
    let hold = held.clone();
    let browsers = FakeBrowsers {
        // the answer is settled in the ledger when its elements are looked up, and is not in the journal before they are
        on_suggest: Some(Arc::new(move |_| {
            let (told, hold) = (told.clone(), hold.clone());
            Box::pin(async move {
                if hold.load(std::sync::atomic::Ordering::SeqCst) {
                    told.notify_one();
                    std::future::pending::<()>().await;
                }
            })
        })),
        ..FakeBrowsers::outliving()
    };
    let house = House::open(vec![calls(&[click("e1")]), done()], browsers).await;
    let first = house.worker("first");
    let (run, id) = house.queue(act(json!({}))).await;
    tokio::time::timeout(runner_kit::PATIENCE, reached.notified()).await.expect("the model was never asked");
    first.kill().await;
    held.store(false, std::sync::atomic::Ordering::SeqCst);
    let detail = house.stack.store.executions().get(PROJECT, id).await.unwrap();
    assert!(
        !detail.steps.iter().any(|step| step.path == "steps[0].turn[0]" && step.status == S::Passed),
        "the answer was in the journal: this tests nothing"
    );
    let second = house.worker("second");
    let detail = house.stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Passed, None), 1), "{:?}", detail.row.message);
    let clicks = house.browsers.inputs().iter().filter(|input| *input == "click #order").count();
    assert_eq!(clicks, 1, "{:?}", house.browsers.inputs());
    assert_eq!(house.model.requests().len(), 2, "an answer was paid for twice");
    second.stop().await;
    house.close(run).await;
}

#[tokio::test]
async fn a_model_that_sees_is_shown_the_page_and_one_that_does_not_is_not() {
    for (model, sees) in [("demo", true), ("blind", false)] {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("models.toml");
        let blind = "[[models]]\nid = \"demo-blind\"\nendpoint = \"demo\"\naliases = [\"blind\"]\nimages = false\n\
                     price = { input = 0.0, output = 0.0 }\n";
        std::fs::write(&file, blind).unwrap();
        let house = House::open_with(vec![calls(&[click("e1")]), done()], FakeBrowsers::default(), |config| {
            config.models.catalogue = file.clone();
        })
        .await;
        let worker = house.worker("w");
        let (run, id) = house.queue(act(json!({ "model": model }))).await;
        let detail = house.stack.over(id).await;
        assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
        let asked = house.model.requests();
        for (_, body) in &asked {
            let pictures = body["messages"].to_string().matches("\"type\":\"image\"").count();
            assert_eq!(pictures, usize::from(sees), "{model}: of old pages no picture is sent");
        }
        worker.stop().await;
        house.close(run).await;
    }
}

#[tokio::test]
async fn a_page_that_shows_a_secret_nobody_gave_it_is_not_shown_as_a_picture() {
    // the field of the fake shows what was typed; a secret that the step did not take from the vault is a leak of the site
    let answers = vec![calls(&[("fill", json!({ "ref": "e4", "value": "{{pin}}" }))]), calls(&[click("e1")]), done()];
    let house = House::open(answers, FakeBrowsers::default()).await;
    house.browsers.world.lock().unwrap().leaks = Some(SECRET.to_owned());
    let worker = house.worker("w");
    let (run, id) = house.queue(act(json!({ "values": { "pin": "{{secret.pin}}" } }))).await;
    let detail = house.stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    let pictures: Vec<usize> =
        house.model.requests().iter().map(|(_, body)| body.to_string().matches("\"type\":\"image\"").count()).collect();
    assert_eq!(pictures, [0, 1, 1], "once the step was given the secret, pictures have dots in its place");
    assert!(!house.model.requests().iter().any(|(_, body)| body.to_string().contains(SECRET)));
    worker.stop().await;
    house.close(run).await;
}
