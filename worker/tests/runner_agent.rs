//! Models that act on the page: their calls are ordinary steps, they are asked once, and they never decide the verdict.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use flowtilla_demo::model::{Answer, Call, DemoModel, Fault, Scenario};
use flowtilla_shared::{
    domain::{
        event::{Event, run_topic},
        flow,
        ids::{ExecutionId, FlowId, ProjectId, TestRunId},
        models::Price,
        status::{Priority, Reason, Status, StepStatus as S},
    },
    store::{Approval, ExecutionDetail, NewExecution, NewFlow, NewRun, ProjectRules},
};
use runner_kit::{RunningWorker, SECRET, Stack, ended, fake::FakeBrowsers, steps};
use serde_json::{Map, Value, json};

const PROJECT: ProjectId = ProjectId::DEFAULT;

async fn model(scenarios: Vec<Scenario>) -> DemoModel {
    DemoModel::start("127.0.0.1:0".parse().unwrap(), scenarios).await.unwrap()
}

fn calls(calls: &[(&str, Value)]) -> Answer {
    let call = |(name, input): &(&str, Value)| Call {
        name: (*name).into(),
        input: input.clone(),
        toolset: None,
        actions: None,
    };
    Answer { text: Some("So I do.".into()), calls: calls.iter().map(call).collect(), ..Answer::default() }
}

fn done() -> Answer {
    calls(&[("done", json!({ "text": "It is done." }))])
}

fn click(reference: &str) -> (&'static str, Value) {
    ("click", json!({ "ref": reference }))
}

/// A stack whose models are scripted, and a worker with scripted browsers.
struct House {
    stack: Stack,
    model: DemoModel,
    browsers: FakeBrowsers,
}

impl House {
    async fn open(answers: Vec<Answer>, browsers: FakeBrowsers) -> Self {
        let model = model(vec![Scenario::saying("Task: Order tea", answers)]).await;
        let stack = Stack::with(|config| {
            config.models.demo_url = model.url();
            config.models.retries = 0;
        })
        .await;
        Self { stack, model, browsers }
    }

    fn worker(&self, name: &str) -> RunningWorker {
        self.stack.worker(name, self.browsers.clone())
    }

    async fn queue(&self, steps: Value) -> (TestRunId, ExecutionId) {
        self.stack.queue_flow(json!({ "name": "t", "start_url": "http://shop.test/", "steps": steps })).await
    }

    async fn run(answers: Vec<Answer>, steps: Value) -> (Self, ExecutionDetail, TestRunId) {
        let house = Self::open(answers, FakeBrowsers::default()).await;
        let worker = house.worker("w");
        let (run, id) = house.queue(steps).await;
        let detail = house.stack.over(id).await;
        worker.stop().await;
        (house, detail, run)
    }

    async fn close(self, run: TestRunId) {
        self.stack.finish(&[run]).await;
        self.model.stop().await;
    }
}

fn act(more: Value) -> Value {
    let mut step = json!({ "type": "ai_act", "goal": "Order tea", "risky": "allow" });
    step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    json!([step])
}

fn notes(detail: &ExecutionDetail) -> Vec<String> {
    let notes = serde_json::to_value(&detail.row.notes).unwrap();
    notes.as_array().unwrap().iter().filter_map(|note| note["name"].as_str().map(str::to_owned)).collect()
}

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

/// Stores a flow whose first version is approved, and executes it.
async fn execute(house: &House, flow: FlowId, options: Value) -> (TestRunId, ExecutionDetail) {
    let row = house.stack.store.flows().get(PROJECT, flow).await.unwrap();
    let execution = NewExecution {
        flow_id: Some(flow),
        version: Some(row.version.hash),
        flow_name: row.name,
        document: row.version.document,
        params: Map::new(),
        env: Map::new(),
        retries: 0,
        timeout_seconds: None,
        labels: Default::default(),
    };
    let new = NewRun {
        project: PROJECT,
        test_session: None,
        executions: vec![execution],
        options,
        priority: Priority::Normal,
        not_before: None,
        timeout: None,
        idempotency: None,
        quotas: flowtilla_shared::config::Quotas::default(),
    };
    let created = house.stack.store.runs().create(new).await.unwrap();
    house.stack.queue.ring(&[created.executions[0].id]).await;
    (created.run.id, house.stack.over(created.executions[0].id).await)
}

async fn stored(house: &House, steps: Value) -> FlowId {
    let document = runner_kit::long_form(json!({ "name": "Order", "start_url": "http://shop.test/", "steps": steps }));
    let hash = flow::hash(&serde_json::from_value(document.clone()).unwrap());
    let new = NewFlow {
        name: "Order".into(),
        document,
        hash,
        lint: json!([]),
        test_session: None,
        approved_by: Some("t".into()),
    };
    house.stack.store.flows().create(PROJECT, new).await.unwrap().id
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
        &house,
        json!([{
            "type": "ai_task", "goal": "Order tea", "risky": "allow", "values": { "pin": "{{secret.pin}}" },
            "done_when": [{ "target": { "css": "#late-1" }, "to": "visible" }],
        }]),
    )
    .await;
    let (first, detail) = execute(&house, id, json!({})).await;
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
    let (second, detail) = execute(&house, id, json!({})).await;
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
        let id = stored(&house, json!([step, expect])).await;
        let (run, detail) = execute(&house, id, json!({ "healing": mode })).await;
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
