//! The whole vocabulary of flows in a real Chromium: every step type, assertion and way to name an element once as it passes
//! and once as it fails, with what the failure says.
//!
//! The cases are YAML, a file a group (`vocabulary/*.yaml`); beside each lies what its failures say (`*.errors.txt`), written
//! by `UPDATE_GOLDEN=1 cargo test -p flowtilla-worker --test vocabulary`. `README.md` there says how a case is written.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "vocabulary/cases.rs"]
mod cases;
mod driver_site;
mod net_site;
mod runner_kit;
#[path = "vocabulary/shown.rs"]
mod shown;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::PathBuf,
    time::{Duration, Instant},
};

use cases::{Case, Group, Half};
use driver_site::Site;
use flowtilla_demo::model::{DemoModel, Scenario};
use flowtilla_shared::{
    config,
    domain::{
        flow,
        ids::{ExecutionId, ProjectId, TestRunId, WebhookId},
        outcome::StepError,
        status::{Status, StepStatus},
    },
    seal::KeyRing,
    store::{ExecutionDetail, NewExecution, NewFlow, NewWebhook, PermissionStatus, ProfileRules, place},
};
use flowtilla_worker::driver::Browsers;
use net_site::NetSite;
use runner_kit::Stack;
use serde_json::{Map, Value, json};

/// Longest wait for all of them; an idle machine takes a fraction of it.
const ALL_OF_THEM: Duration = Duration::from_secs(400);
/// Flows at the same time. They wait most of the time.
const AT_ONCE: u16 = 8;

fn folder() -> PathBuf {
    PathBuf::from("tests/vocabulary")
}

/// A half of a case as it is run.
struct Run<'a> {
    group: &'a Group,
    case: &'a Case,
    half: Half,
    /// The steps of the half proper, behind those that only prepare it.
    first: usize,
    document: Value,
}

fn document(case: &Case, half: Half, path: &str, steps: Vec<Value>, sites: (&Site, &NetSite)) -> Result<Value, String> {
    let (site, net) = sites;
    let start = case.start.clone().unwrap_or_else(|| format!("{{site}}{path}"));
    let mut document = json!({ "name": format!("{} ({half:?})", case.name), "start_url": start, "steps": steps });
    if case.start.as_deref() == Some("") {
        document.as_object_mut().unwrap().remove("start_url");
    }
    for (name, value) in &case.flow {
        document[name] = value.clone();
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = document
        .to_string()
        .replace("{site}", &site.url)
        .replace("{other}", &site.other)
        .replace("{net_other}", &net.other)
        .replace("{net}", &net.url)
        .replace("{closed}", &format!("http://{closed}"));
    let document: Value = serde_json::from_str(&text).unwrap();
    let checked = flow::check_value(&document);
    match checked.flow {
        Some(read) => Ok(serde_json::to_value(read).unwrap()),
        None => Err(cases::refused(case, &checked.problems, &document["steps"])),
    }
}

/// The steps that must fail go on with the flow, and do not wait long.
fn failing(document: &mut Value, first: usize) {
    for step in document["steps"].as_array_mut().unwrap().iter_mut().skip(first) {
        step["on_failure"] = json!("continue");
        if step.get("timeout_ms").is_none() {
            step["timeout_ms"] = json!(cases::FAILS_WITHIN_MS);
        }
    }
}

fn runs<'a>(groups: &'a [Group], sites: (&Site, &NetSite)) -> Result<Vec<Run<'a>>, String> {
    let (mut runs, mut wrong) = (Vec::new(), Vec::new());
    for group in groups {
        for case in &group.cases {
            let path = case.path(&group.name);
            if !case.passes.is_empty() {
                match document(case, Half::Passes, &path, case.passes.clone(), sites) {
                    Ok(document) => runs.push(Run { group, case, half: Half::Passes, first: 0, document }),
                    Err(why) => wrong.push(why),
                }
            }
            for fails in case.fails.chunks(case.at_once) {
                let steps = [&case.before[..], fails].concat();
                let mut document = match document(case, Half::Fails, &path, steps, sites) {
                    Ok(document) => document,
                    Err(why) => {
                        wrong.push(why);
                        continue;
                    }
                };
                failing(&mut document, case.before.len());
                document["evidence"] = json!({ "screenshots": "never", "outline": "never" });
                runs.push(Run { group, case, half: Half::Fails, first: case.before.len(), document });
            }
        }
    }
    if wrong.is_empty() { Ok(runs) } else { Err(wrong.join("\n")) }
}

async fn queue(stack: &Stack, runs: &[Run<'_>]) -> (TestRunId, Vec<ExecutionId>) {
    let execution = |run: &Run<'_>| NewExecution {
        flow_id: None,
        version: None,
        flow_name: run.document["name"].as_str().unwrap().to_owned(),
        document: run.document.clone(),
        params: Map::new(),
        env: Map::new(),
        retries: 0,
        timeout_seconds: None,
        labels: Default::default(),
    };
    stack.create(runs.iter().map(execution).collect(), None).await
}

/// Answers what an execution asks people, as the question's words say; questions without such words stay open.
async fn answer(stack: &Stack, id: ExecutionId) {
    let permissions = stack.store.permissions();
    for asked in permissions.list(ProjectId::DEFAULT, id).await.unwrap() {
        let (approve, answer) = match &asked.action {
            action if action.contains("(yes)") => (true, None),
            action if action.contains("(no)") => (false, None),
            action if action.contains("(tea)") => (true, Some(json!("green tea"))),
            _ => continue,
        };
        if asked.status != PermissionStatus::Open {
            continue;
        }
        if answer.is_some() {
            let short =
                permissions.decide(ProjectId::DEFAULT, id, asked.id, (true, "ada", None), Some(&json!("x"))).await;
            assert!(
                short.is_err_and(|e| e.to_string().contains("does not fit")),
                "a value that does not fit was taken"
            );
        }
        // the question may have been closed meanwhile
        let said = (approve, "ada", Some("from the test"));
        let _ = permissions.decide(ProjectId::DEFAULT, id, asked.id, said, answer.as_ref()).await;
    }
}

async fn over(stack: &Stack, id: ExecutionId, until: Instant) -> ExecutionDetail {
    loop {
        let detail = stack.store.executions().get(ProjectId::DEFAULT, id).await.unwrap();
        if detail.row.status.is_final() {
            return detail;
        }
        assert!(Instant::now() < until, "the cases took too long; this one is now {detail:#?}");
        if detail.row.status == Status::Waiting {
            answer(stack, id).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What went wrong with a half that was to pass.
fn passed(run: &Run<'_>, detail: &ExecutionDetail) -> Option<String> {
    if detail.row.status == Status::Passed {
        return None;
    }
    let error = detail.steps.iter().rev().find(|step| step.error.is_some());
    Some(format!(
        "{}: `{}` was to pass and ended {:?}: {:?} {:#?}",
        run.group.name, run.case.name, detail.row.status, detail.row.message, error
    ))
}

/// The errors of a half whose every step was to fail, or what was wrong with it.
fn failed(run: &Run<'_>, detail: &ExecutionDetail) -> Result<Vec<(Value, StepError)>, String> {
    let steps = run.document["steps"].as_array().unwrap();
    let mut errors = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        let own = format!("steps[{i}]");
        let below =
            |path: &str| path.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']));
        let error = detail
            .steps
            .iter()
            .filter(|result| below(&result.path) && result.status == StepStatus::Failed)
            .find_map(|result| result.error.clone());
        let told = || {
            format!(
                "{}: step {i} of `{}`, {}, ended {:?} {:?}",
                run.group.name,
                run.case.name,
                step,
                detail.row.message,
                detail.steps.iter().find(|result| below(&result.path)).map(|result| (result.status, &result.error))
            )
        };
        match (i < run.first, error) {
            (true, None) => {}
            (true, Some(_)) => return Err(format!("{}, and was to prepare the failures", told())),
            (false, Some(error)) => errors.push((step.clone(), error)),
            (false, None) => return Err(format!("{}, and was to fail", told())),
        }
    }
    Ok(errors)
}

/// Runs them, and says of each what its failures say, or what was wrong with it.
async fn results(
    stack: &Stack,
    runs: &[Run<'_>],
    hide: &[(&String, &str)],
) -> (TestRunId, Vec<Result<String, String>>) {
    let (run, ids) = queue(stack, runs).await;
    let until = Instant::now() + ALL_OF_THEM;
    let mut results = Vec::with_capacity(runs.len());
    for (run, id) in runs.iter().zip(ids) {
        let detail = over(stack, id, until).await;
        results.push(match run.half {
            Half::Passes => passed(run, &detail).map_or(Ok(String::new()), Err),
            Half::Fails => failed(run, &detail).map(|errors| {
                let mut text = String::new();
                for (step, error) in errors {
                    let _ = writeln!(text, "{}", shown::told(&run.case.name, &step, &error, hide));
                }
                text
            }),
        });
    }
    (run, results)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_ends_as_it_says_and_its_failures_say_what_they_said() {
    let groups = cases::read(&folder());
    let scenarios = std::fs::read_to_string(folder().join("models.scenarios")).unwrap();
    let model = DemoModel::start("127.0.0.1:0".parse().unwrap(), Scenario::read(&scenarios).unwrap()).await.unwrap();
    let stack = Stack::with(|config| {
        config.models.demo_url = model.url();
        config.secrets.key = KeyRing::generate();
        // eight browsers' work on two cores: a lease must not be lost over it
        config.worker.lease = Duration::from_secs(60);
        config.worker.renew_every = Duration::from_secs(2);
        config.worker.action_gate = Duration::from_secs(40);
        config.worker.concurrency = AT_ONCE;
    })
    .await;
    let pages: Vec<(String, String)> = groups.iter().flat_map(Group::pages).collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, html)| (path.as_str(), html.as_str())).collect();
    let (site, net) = (Site::start(&pages).await, NetSite::start().await);
    for profile in ["shop", "mocked", "empty"] {
        stack.store.profiles().put(ProjectId::DEFAULT, profile, &ProfileRules::default()).await.unwrap();
    }
    let webhook = WebhookId::new();
    let ring = KeyRing::parse(&stack.config.secrets.key).unwrap();
    let new = NewWebhook {
        id: webhook,
        name: "ci".into(),
        // no API server delivers here
        url: "http://127.0.0.1:9/".into(),
        events: vec!["execution.notified".into()],
        secret: ring.seal(&place(ProjectId::DEFAULT, "webhook", &webhook.to_string()), b"whsec_test").unwrap(),
    };
    stack.store.webhooks().create(ProjectId::DEFAULT, new).await.unwrap();
    let stored = groups.iter().flat_map(|group| group.stored.iter());
    for document in stored {
        let document = document.clone();
        let new = NewFlow {
            name: document["name"].as_str().unwrap().to_owned(),
            hash: format!("sha256:{}", document["name"]),
            document,
            lint: json!([]),
            test_session: None,
            approved_by: Some("test".into()),
        };
        stack.store.flows().create(ProjectId::DEFAULT, new).await.unwrap();
    }
    let scratch = std::env::temp_dir().join(format!("flowtilla-test-{:08x}", rand::random::<u32>()));
    let browsers = Browsers::start(config::Browser::default(), runner_kit::supervisor(), scratch).await.unwrap();
    let worker = stack.worker_with("w", browsers, |_| {});

    let runs = runs(&groups, (&site, &net)).unwrap_or_else(|wrong| panic!("these cases are no flows:\n{wrong}"));
    let hide = [(&site.url, "{site}"), (&site.other, "{other}"), (&net.url, "{net}"), (&net.other, "{net_other}")];
    let golden = shown::Golden::read(&folder());
    let began = Instant::now();
    let (first, mut results) = results(&stack, &runs, &hide).await;
    // a machine that is too busy for a first look at a page is no reason to fail: what went wrong is done once more, alone
    let mut test_runs = vec![first];
    for (run, result) in runs.iter().zip(&mut results) {
        if result.as_ref().is_ok_and(|told| golden.has(&run.group.name, told)) {
            continue;
        }
        let (again, second) = self::results(&stack, std::slice::from_ref(run), &hide).await;
        test_runs.push(again);
        *result = second.into_iter().next().unwrap();
    }
    eprintln!("{} flows in {:.1} s, {} of them twice", runs.len(), began.elapsed().as_secs_f64(), test_runs.len() - 1);
    let (mut wrong, mut told) = (Vec::new(), BTreeMap::<&str, String>::new());
    for (run, result) in runs.iter().zip(results) {
        match result {
            Ok(text) => told.entry(&run.group.name).or_default().push_str(&text),
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    golden.compare(&told);
    worker.stop().await;
    stack.finish(&test_runs).await;
    model.stop().await;
}

#[test]
fn everything_in_the_grammar_has_a_case_that_passes_and_one_that_fails() {
    let missing = cases::missing(&cases::read(&folder()), &flow::vocabulary());
    assert!(missing.is_empty(), "no case in `worker/tests/vocabulary` shows\n{}", missing.join("\n"));
}
