//! The generated client against a server that runs: `ops/generate-clients --live` starts one, with the demo shop.

use std::{
    env, thread,
    time::{Duration, Instant},
};

use flowtilla_rust_client::{Client, Error, types};
use serde_json::json;
use uuid::Uuid;

/// Longest wait for a run of two flows.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a test needs of stack in a build that is not optimized, in bytes; see the crate's words.
const ROOM: usize = 64 << 20;

fn with_room(test: impl Future<Output = ()> + Send + 'static) {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    if let Err(panic) = thread::Builder::new().stack_size(ROOM).spawn(run).unwrap().join() {
        std::panic::resume_unwind(panic);
    }
}

fn client() -> Client {
    let server =
        env::var("FLOWTILLA_SERVER").expect("FLOWTILLA_SERVER names the server: run ops/generate-clients --live");
    let key = env::var("FLOWTILLA_API_KEY").unwrap_or_default();
    let mut headers = reqwest::header::HeaderMap::new();
    if !key.is_empty() {
        headers.insert("X-API-Key", key.parse().unwrap());
    }
    let http = reqwest::Client::builder().timeout(Duration::from_secs(90)).default_headers(headers).build().unwrap();
    Client::new_with_client(&server, http)
}

/// Two flows on the demo shop: one holds, one does not.
fn flows() -> types::ExecuteFlows {
    let shop = env::var("FLOWTILLA_SHOP").expect("FLOWTILLA_SHOP names the demo shop");
    let asked = json!({
        "flows": [
            {
                "name": "The shelf has teapots",
                "start_url": format!("{shop}/"),
                "steps": [
                    { "type": "expect", "target": { "text": "Brown Betty" }, "to": "visible" },
                    { "type": "group", "name": "inside", "steps": [{ "type": "set", "var": "seen", "value": "yes" }] },
                ],
            },
            { "name": "It is not yes", "steps": [
                { "type": "set", "var": "seen", "value": "no" },
                { "type": "expect", "var": "seen", "equals": "yes", "timeout_ms": 100 },
            ] },
        ],
        "options": { "timeout_seconds": 60 },
    });
    serde_json::from_value(asked).expect("the flows are of the client's own types")
}

#[test]
fn flows_are_executed_and_what_came_of_them_is_read() {
    with_room(async {
        let client = client();
        let accepted = client.execute_flows(None, &flows()).await.expect("202").into_inner();
        assert_eq!(accepted.executions.len(), 2);
        let began = Instant::now();
        let run = loop {
            let run = client.get_test_run(&accepted.test_run_id, Some(30)).await.expect("200").into_inner();
            if run.finished_at.is_some() {
                break run;
            }
            assert!(began.elapsed() < PATIENCE, "the run is not over: {run:?}");
        };
        assert_eq!((run.counts.passed, run.counts.failed), (1, 1), "{run:?}");
        let failed =
            run.executions.iter().find(|execution| execution.flow_name == "It is not yes").expect("its execution");
        // with its document, which holds the steps as they were sent
        let execution = client.get_execution(&failed.id).await.expect("200").into_inner();
        let document = execution.document.expect("the document of an execution");
        let kinds: Vec<bool> = document.steps.iter().map(|step| matches!(step, types::Step::SetStep(_))).collect();
        assert_eq!(kinds, [true, false]);
        assert!(
            matches!(&document.steps[1], types::Step::ExpectStep(expect) if expect.var.as_ref().is_some_and(|var| var.as_str() == "seen"))
        );

        let events = client.list_test_run_events(&run.id, None, Some(std::num::NonZeroU32::new(1000).unwrap())).await;
        let events = events.expect("200").into_inner();
        assert!(matches!(events.items.first(), Some(types::Event::RunQueuedEvent(_))), "{:?}", events.items.first());
        let ended = events.items.iter().filter(|event| matches!(event, types::Event::RunFinishedEvent(_)));
        assert_eq!(ended.count(), 1, "{events:?}");
    });
}

#[test]
fn a_flow_comes_back_with_the_steps_that_it_was_stored_with() {
    with_room(async {
        let client = client();
        let document = flows().flows.into_iter().next().expect("a flow");
        let sent = serde_json::to_value(&document).unwrap();
        let source: types::FlowSource = serde_json::from_value(json!({ "document": sent })).unwrap();
        let stored = client.create_flow(&source).await.expect("201").into_inner();
        let version = client.get_flow_version(&stored.id, &stored.version).await.expect("200").into_inner();
        let steps = |document: &serde_json::Value| document["steps"].as_array().map(Vec::len);
        assert_eq!(steps(&serde_json::to_value(&version.document).unwrap()), steps(&sent));
        client.delete_flow(&stored.id).await.expect("204");
    });
}

#[test]
fn what_is_not_there_or_not_right_is_a_typed_problem() {
    with_room(async {
        let client = client();
        match client.get_test_run(&Uuid::new_v4(), None).await {
            Err(Error::ErrorResponse(problem)) => {
                assert_eq!(problem.status().as_u16(), 404);
                assert_eq!(problem.code, "not-found");
            }
            other => panic!("{other:?}"),
        }
        let empty: types::FlowSource = serde_json::from_value(json!({ "source": "name: [" })).unwrap();
        match client.create_flow(&empty).await {
            Err(Error::ErrorResponse(problem)) => assert_eq!(problem.status().as_u16(), 422, "{problem:?}"),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn every_list_is_read() {
    with_room(async {
        let client = client();
        assert_eq!(client.get_health().await.expect("200").service, "flowtilla");
        client.list_workers().await.expect("200");
        client.who_am_i().await.expect("200");
        client.get_queue_depth().await.expect("200");
        client.list_models().await.expect("200");
        client.list_projects().await.expect("200");
    });
}
