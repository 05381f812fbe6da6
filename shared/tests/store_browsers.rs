//! Which worker gets an execution depends on the browser that it wants.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use flowtilla_shared::{
    domain::{
        flow::BrowserName,
        ids::{ExecutionId, ProjectId},
        status::{Reason, Status},
    },
    store::{ClaimBy, NewWorker},
    testing::{Stack, claim_by, new_run},
};
use serde_json::json;

async fn wanting(stack: &Stack, browsers: &[&str]) -> Vec<ExecutionId> {
    let mut run = new_run(browsers.len());
    for (execution, browser) in run.executions.iter_mut().zip(browsers) {
        if !browser.is_empty() {
            execution.document["browser"] = json!(browser);
        }
    }
    stack.store.runs().create(run).await.unwrap().executions.into_iter().map(|e| e.id).collect()
}

fn with(name: &str, browsers: &[BrowserName]) -> ClaimBy {
    ClaimBy { browsers: browsers.to_vec(), ..claim_by(name) }
}

#[tokio::test]
async fn an_execution_is_claimed_only_by_a_worker_that_has_its_browser() {
    use BrowserName::{Chromium, Firefox};
    let stack = Stack::start().await;
    let ids = wanting(&stack, &["firefox", "", "any"]).await;
    let claim = async |by: &ClaimBy| stack.store.executions().claim_next(by).await.unwrap().map(|claimed| claimed.id);
    assert_eq!(claim(&with("none", &[])).await, None);
    let (chrome, fox) = (with("chrome", &[Chromium]), with("fox", &[Firefox]));
    assert_eq!(claim(&chrome).await, Some(ids[1]));
    assert_eq!(claim(&chrome).await, Some(ids[2]));
    assert_eq!(claim(&chrome).await, None, "a worker without Firefox took the execution that wants it");
    assert_eq!(claim(&fox).await, Some(ids[0]));
    // nor is it taken over by one that cannot go on with it
    let run = stack.store.executions().get(ProjectId::DEFAULT, ids[0]).await.unwrap().row;
    assert_eq!(run.status, Status::Running);
}

#[tokio::test]
async fn an_execution_that_no_worker_has_the_browser_for_ends_and_says_so() {
    let stack = Stack::start().await;
    let ids = wanting(&stack, &["firefox", "any"]).await;
    let wait = "UPDATE flow_executions SET not_before = now() - interval '2 minutes'";
    sqlx::query(wait).execute(stack.store.pool()).await.unwrap();
    assert!(stack.store.sweep().without_browser().await.unwrap().is_empty(), "without any worker it goes on waiting");
    let worker = |browsers: &[&str]| NewWorker {
        id: flowtilla_shared::domain::ids::WorkerId::new(),
        name: "w".into(),
        version: "1".into(),
        slots: 1,
        browsers: browsers.iter().map(|b| (*b).to_owned()).collect(),
    };
    let age = "UPDATE workers SET started_at = now() - interval '2 minutes'";
    stack.store.workers().register(&worker(&["chromium"])).await.unwrap();
    sqlx::query(age).execute(stack.store.pool()).await.unwrap();
    let fox = worker(&["chromium", "firefox"]);
    stack.store.workers().register(&fox).await.unwrap();
    assert!(stack.store.sweep().without_browser().await.unwrap().is_empty(), "somebody has it");
    stack.store.workers().gone(fox.id).await.unwrap();
    assert!(stack.store.sweep().without_browser().await.unwrap().is_empty(), "somebody had it a moment ago");
    sqlx::query("UPDATE workers SET gone_at = now() - interval '2 minutes' WHERE status = 'gone'")
        .execute(stack.store.pool())
        .await
        .unwrap();
    assert_eq!(stack.store.sweep().without_browser().await.unwrap().len(), 1);
    let ended = stack.store.executions().get(ProjectId::DEFAULT, ids[0]).await.unwrap().row;
    assert_eq!((ended.status, ended.reason), (Status::Errored, Some(Reason::Setup)));
    assert!(ended.message.unwrap().contains("`browser: firefox`"));
    assert!(stack.claim("w").await.is_some_and(|claimed| claimed.id == ids[1]));
    assert_eq!(stack.store.runs().summary(ProjectId::DEFAULT, ended.run_id).await.unwrap().status, Status::Running);
}
