//! Workers with scripted browsers whose steps ask a scripted model.

use flowtilla_demo::model::{Answer, Call, DemoModel, Scenario};
use flowtilla_shared::{
    config::Config,
    domain::{
        flow,
        ids::{ExecutionId, FlowId, ProjectId, TestRunId},
        status::Priority,
    },
    store::{ExecutionDetail, NewExecution, NewFlow, NewRun},
};
use serde_json::{Map, Value, json};

use super::{RunningWorker, Stack, fake::FakeBrowsers};

pub const PROJECT: ProjectId = ProjectId::DEFAULT;

pub async fn model(scenarios: Vec<Scenario>) -> DemoModel {
    DemoModel::start("127.0.0.1:0".parse().unwrap(), scenarios).await.unwrap()
}

pub fn calls(calls: &[(&str, Value)]) -> Answer {
    let call = |(name, input): &(&str, Value)| Call {
        name: (*name).into(),
        input: input.clone(),
        toolset: None,
        actions: None,
    };
    Answer { text: Some("So I do.".into()), calls: calls.iter().map(call).collect(), ..Answer::default() }
}

pub fn done() -> Answer {
    calls(&[("done", json!({ "text": "It is done." }))])
}

pub fn click(reference: &str) -> (&'static str, Value) {
    ("click", json!({ "ref": reference }))
}

/// A stack whose models are scripted, and a worker with scripted browsers.
pub struct House {
    pub stack: Stack,
    pub model: DemoModel,
    pub browsers: FakeBrowsers,
}

impl House {
    pub async fn open(answers: Vec<Answer>, browsers: FakeBrowsers) -> Self {
        Self::open_with(answers, browsers, |_| {}).await
    }

    pub async fn open_with(answers: Vec<Answer>, browsers: FakeBrowsers, change: impl FnOnce(&mut Config)) -> Self {
        let model = model(vec![Scenario::saying("Task: Order tea", answers)]).await;
        let stack = Stack::with(|config| {
            config.models.demo_url = model.url();
            config.models.retries = 0;
            change(config);
        })
        .await;
        Self { stack, model, browsers }
    }

    pub fn worker(&self, name: &str) -> RunningWorker {
        self.stack.worker(name, self.browsers.clone())
    }

    pub async fn queue(&self, steps: Value) -> (TestRunId, ExecutionId) {
        self.stack.queue_flow(json!({ "name": "t", "start_url": "http://shop.test/", "steps": steps })).await
    }

    pub async fn run(answers: Vec<Answer>, steps: Value) -> (Self, ExecutionDetail, TestRunId) {
        let house = Self::open(answers, FakeBrowsers::default()).await;
        let worker = house.worker("w");
        let (run, id) = house.queue(steps).await;
        let detail = house.stack.over(id).await;
        worker.stop().await;
        (house, detail, run)
    }

    pub async fn close(self, run: TestRunId) {
        self.stack.finish(&[run]).await;
        self.model.stop().await;
    }
}

pub fn act(more: Value) -> Value {
    let mut step = json!({ "type": "ai_act", "goal": "Order tea", "risky": "allow" });
    step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    json!([step])
}

pub fn notes(detail: &ExecutionDetail) -> Vec<String> {
    let notes = serde_json::to_value(&detail.row.notes).unwrap();
    notes.as_array().unwrap().iter().filter_map(|note| note["name"].as_str().map(str::to_owned)).collect()
}

/// Stores a flow whose first version is approved, and executes it.
pub async fn execute(stack: &Stack, flow: FlowId, options: Value) -> (TestRunId, ExecutionDetail) {
    let row = stack.store.flows().get(PROJECT, flow).await.unwrap();
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
    let created = stack.store.runs().create(new).await.unwrap();
    stack.queue.ring(&[created.executions[0].id]).await;
    (created.run.id, stack.over(created.executions[0].id).await)
}

pub async fn stored(stack: &Stack, steps: Value) -> FlowId {
    stored_at(stack, "http://shop.test/", steps).await
}

pub async fn stored_at(stack: &Stack, start_url: &str, steps: Value) -> FlowId {
    let document = super::long_form(json!({ "name": "Order", "start_url": start_url, "steps": steps }));
    let hash = flow::hash(&serde_json::from_value(document.clone()).unwrap());
    let new = NewFlow {
        name: "Order".into(),
        document,
        hash,
        lint: json!([]),
        test_session: None,
        approved_by: Some("t".into()),
    };
    stack.store.flows().create(PROJECT, new).await.unwrap().id
}
