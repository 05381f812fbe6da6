//! Runs, streams, flows and the smaller rows.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{collections::HashSet, time::Duration};

use flowtilla_shared::{
    config::Quotas,
    domain::{
        event::{Envelope, Event},
        ids::{ExecutionId, FlowId, ProjectId, TestRunId, WorkerId},
        journal::{JournalWrite, StepRecord},
        outcome::Outcome,
        status::{Counts, Status, StepStatus},
    },
    store::{
        Approval, Conflict, Decision, Error, Heartbeat, Idempotency, NewBrowserSession, NewFlow, NewKey, NewRun,
        NewTestSession, NewWorker, Page, Position, RerunOnly, Store, WorkerStatus,
    },
    testing::{Stack, claim_by, new_execution, new_run},
};
use serde_json::{Map, json};

const PROJECT: ProjectId = ProjectId::DEFAULT;

fn keyed(key: &str, body: u8, n: usize) -> NewRun {
    NewRun { idempotency: Some(Idempotency { key: key.into(), body_sha256: [body; 32] }), ..new_run(n) }
}

fn queue_of(queued_executions: u32) -> Quotas {
    Quotas { queued_executions, ..Quotas::default() }
}

fn step(index: u32) -> StepRecord {
    StepRecord {
        index,
        path: format!("steps[{index}]"),
        step_type: "set".into(),
        label: None,
        once: false,
        repeatable: true,
        status: StepStatus::Passed,
        duration_ms: Some(1),
        error: None,
        artifacts: Vec::new(),
        vars: Map::new(),
        unannounced: true,
    }
}

#[tokio::test]
async fn a_request_with_the_same_key_and_body_is_answered_as_the_first() {
    let stack = Stack::start().await;
    let first = stack.store.runs().create(keyed("k", 1, 2)).await.unwrap();
    let second = stack.store.runs().create(keyed("k", 1, 2)).await.unwrap();
    assert!(!first.replayed && second.replayed);
    assert_eq!((second.run.id, second.executions.len(), second.committed.head), (first.run.id, 2, 0));
    let other = stack.store.runs().create(keyed("k", 2, 2)).await;
    assert!(matches!(other, Err(Error::Conflict { kind: Conflict::IdempotencyBody, .. })), "{other:?}");
    let elsewhere = stack.store.projects().ensure("other").await.unwrap().id;
    let third = stack.store.runs().create(NewRun { project: elsewhere, ..keyed("k", 2, 1) }).await.unwrap();
    assert!(!third.replayed, "a key belongs to its project");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_with_one_key_at_the_same_time_make_one_run() {
    let stack = Stack::start().await;
    let requests = (0..8).map(|_| {
        let store = stack.store.clone();
        tokio::spawn(async move { store.runs().create(keyed("k", 1, 1)).await.unwrap() })
    });
    let answers = futures_util::future::join_all(requests).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(answers.iter().map(|answer| answer.run.id).collect::<HashSet<_>>().len(), 1);
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert_eq!(stack.store.runs().list(PROJECT, &Page::default(), None).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_refused_request_leaves_nothing_behind() {
    let stack = Stack::start().await;
    stack.run_of(3).await;
    let refused = stack.store.runs().create(NewRun { quotas: queue_of(4), ..keyed("k", 1, 2) }).await;
    assert!(matches!(&refused, Err(Error::Limit { .. })), "{refused:?}");
    assert!(matches!(stack.store.runs().create(new_run(0)).await, Err(Error::Invalid { .. })));
    assert_eq!(stack.store.runs().list(PROJECT, &Page::default(), None).await.unwrap().total, 1);
    let accepted = stack.store.runs().create(NewRun { quotas: queue_of(5), ..keyed("k", 1, 2) }).await.unwrap();
    assert!(!accepted.replayed, "the key was used up by a request that was refused");
}

#[tokio::test]
async fn two_thousand_executions_are_accepted_at_once() {
    let stack = Stack::start().await;
    let begun = std::time::Instant::now();
    let run = stack.run_of(2000).await;
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    assert_eq!((run.executions.len(), run.committed.head), (2000, 2001));
    assert!(run.executions.is_sorted_by_key(|execution| execution.position));
    assert_eq!(run.run.counts, Counts { queued: 2000, ..Counts::default() });
    assert_eq!(run.run.status, Status::Queued);
}

#[tokio::test]
async fn large_documents_arrive_whole() {
    let stack = Stack::start().await;
    let mut new = new_run(5);
    for (n, execution) in new.executions.iter_mut().enumerate() {
        execution.document["note"] = json!(format!("{n}\u{0}{}", "x".repeat(3_000_000)));
    }
    let first = new.executions[0].document.clone();
    let run = stack.store.runs().create(new).await.unwrap();
    assert!(run.executions.iter().map(|execution| execution.position).eq(0..5));
    let claimed = stack.claim("w").await.unwrap();
    assert!(claimed.document == first, "the document was changed");
}

#[tokio::test]
async fn only_what_failed_is_run_again() {
    let stack = Stack::start().await;
    let run = stack.run_of(3).await;
    for outcome in [Outcome::passed(), Outcome::failed("no"), Outcome::passed()] {
        let claimed = stack.claim("w").await.unwrap();
        stack.store.executions().finish(&claimed.lease(), outcome, JournalWrite::default()).await.unwrap();
    }
    let again = stack.store.runs().rerun(PROJECT, run.run.id, RerunOnly::Failed, queue_of(100)).await.unwrap();
    assert_eq!(again.run.rerun_of, Some(run.run.id));
    assert_eq!(again.executions.iter().map(|e| e.flow_name.as_str()).collect::<Vec<_>>(), ["Flow 1"]);
    assert!(matches!(again.committed.envelopes[0].event, Event::RunQueued { executions: 1, .. }));
    let claimed = stack.claim("w").await.unwrap();
    assert_eq!((claimed.id, claimed.document["name"].as_str()), (again.executions[0].id, Some("Flow 1")));
    let all = stack.store.runs().rerun(PROJECT, run.run.id, RerunOnly::All, queue_of(100)).await.unwrap();
    assert_eq!(all.executions.len(), 3);
    let these = RerunOnly::These(vec![run.executions[2].id, run.executions[0].id]);
    let picked = stack.store.runs().rerun(PROJECT, run.run.id, these, queue_of(100)).await.unwrap();
    assert_eq!(picked.executions.iter().map(|e| e.flow_name.as_str()).collect::<Vec<_>>(), ["Flow 0", "Flow 2"]);
    let others = RerunOnly::These(vec![run.executions[0].id, picked.executions[0].id]);
    let others = stack.store.runs().rerun(PROJECT, run.run.id, others, queue_of(100)).await;
    assert!(matches!(others, Err(Error::Invalid { .. })));
    let fresh = stack.run_of(1).await;
    let nothing = stack.store.runs().rerun(PROJECT, fresh.run.id, RerunOnly::Failed, queue_of(100)).await;
    assert!(matches!(nothing, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn lists_go_by_cursor_and_by_page() {
    let stack = Stack::start().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(stack.run_of(1).await.run.id);
    }
    made.reverse();
    let list = async |page: Page| stack.store.runs().list(PROJECT, &page, None).await.unwrap();
    let ids = |items: &[flowtilla_shared::store::RunRow]| items.iter().map(|run| run.id).collect::<Vec<TestRunId>>();
    let first = list(Page { size: 2, ..Page::default() }).await;
    assert_eq!((ids(&first.items), first.total), (made[..2].to_vec(), 5));
    let second = list(Page { cursor: first.next_cursor, size: 2, page: None }).await;
    assert_eq!(ids(&second.items), made[2..4]);
    let third = list(Page { cursor: None, page: Some(3), size: 2 }).await;
    assert_eq!((ids(&third.items), third.next_cursor), (made[4..].to_vec(), None));
    let wrong = stack.store.runs().list(PROJECT, &Page { cursor: Some("x".into()), ..Page::default() }, None).await;
    assert!(matches!(wrong, Err(Error::Invalid { .. })));
    let passed = stack.store.runs().list(PROJECT, &Page::default(), Some(Status::Passed)).await.unwrap();
    assert_eq!((passed.items.len(), passed.total), (0, 0));
}

#[tokio::test]
async fn nothing_is_seen_from_another_project() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    assert_eq!(stack.store.projects().ensure("other").await.unwrap().id, other);
    let topic = format!("run:{}", run.run.id);
    assert!(matches!(stack.store.runs().get(other, run.run.id).await, Err(Error::NotFound { .. })));
    assert!(matches!(stack.store.runs().cancel(other, run.run.id).await, Err(Error::NotFound { .. })));
    assert!(matches!(stack.store.executions().get(other, run.executions[0].id).await, Err(Error::NotFound { .. })));
    assert_eq!(stack.store.events().head(other, &topic).await.unwrap(), 0);
    assert!(stack.store.events().after(other, &topic, 0, 10).await.unwrap().is_empty());
    assert!(stack.store.events().all_after(other, Position::default(), 10).await.unwrap().0.is_empty());
    assert_eq!(stack.store.events().head(PROJECT, &topic).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_gapless_under_eight_concurrent_writers() {
    let stack = Stack::start().await;
    let run = stack.run_of(8).await;
    let writers = (0..8).map(|n| {
        let store = stack.store.clone();
        tokio::spawn(async move {
            let claimed = store.executions().claim_next(&claim_by(&format!("w{n}"))).await.unwrap().unwrap();
            for index in 0..25 {
                let write =
                    JournalWrite { finished: vec![step(index)], durable: index % 2 == 0, ..JournalWrite::default() };
                store.executions().journal(&claimed.lease(), write).await.unwrap();
            }
        })
    });
    futures_util::future::join_all(writers).await.into_iter().for_each(Result::unwrap);
    let topic = format!("run:{}", run.run.id);
    let stored = stack.store.events().after(PROJECT, &topic, 0, 10_000).await.unwrap();
    assert_eq!(stored.len(), 1 + 8 + 1 + 8 + 8 * 25 * 2);
    assert!(stored.iter().zip(1..).all(|(envelope, seq)| envelope.seq == seq));
    assert!(stored.is_sorted_by_key(|envelope| envelope.at));
    let part = stack.store.events().after(PROJECT, &topic, 10, 5).await.unwrap();
    assert_eq!(part.iter().map(|envelope| envelope.seq).collect::<Vec<_>>(), [11, 12, 13, 14, 15]);
}

#[tokio::test]
async fn the_firehose_never_skips_a_late_commit() {
    let stack = Stack::start().await;
    let begin = stack.store.events().now().await.unwrap();
    let append = "SELECT head FROM append_events($1, $2, ARRAY['late'], ARRAY['{}'])";
    let mut late = stack.store.pool().begin().await.unwrap();
    sqlx::query(append).bind("run:late").bind(PROJECT.0).execute(&mut *late).await.unwrap();
    stack.run_of(1).await;

    let (seen, place) = stack.store.events().all_after(PROJECT, begin, 100).await.unwrap();
    assert!(seen.is_empty(), "a place behind an open transaction was passed: {seen:?}");
    late.commit().await.unwrap();
    let place: Position = place.to_string().parse().unwrap();
    let seen = read_until(&stack.store, place, 3).await;
    assert_eq!(seen[0].topic, "run:late", "the late commit has the earlier place");
    assert_eq!((seen[1].seq, seen[2].seq), (1, 2));
    assert!("x.y".parse::<Position>().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_firehose_gets_every_event_once() {
    let stack = Stack::start().await;
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let store = stack.store.clone();
            tokio::spawn(async move {
                for n in 1..20 {
                    store.runs().create(new_run(n % 4 + 1)).await.unwrap();
                }
            })
        })
        .collect();
    // what it reads while the others write is as much as is certain
    let mut seen = Vec::new();
    let mut place = Position::default();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        let (more, next) = stack.store.events().all_after(PROJECT, place, 7).await.unwrap();
        place = next;
        seen.extend(more.into_iter().map(|(_, envelope)| envelope));
    }
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(stack.store.pool()).await.unwrap();
    let left = usize::try_from(stored).unwrap() - seen.len();
    seen.extend(read_until(&stack.store, place, left).await);
    assert_eq!(seen.iter().map(|e| (&e.topic, e.seq)).collect::<HashSet<_>>().len(), seen.len());
}

/// Reads on until `n` events came: transactions of other tests on the same server hold a reader up for a moment.
async fn read_until(store: &Store, mut place: Position, n: usize) -> Vec<Envelope> {
    let mut seen = Vec::new();
    let read = async {
        while seen.len() < n {
            let (more, next) = store.events().all_after(PROJECT, place, 7).await.unwrap();
            place = next;
            seen.extend(more.into_iter().map(|(_, envelope)| envelope));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("the rest of the events did not come");
    assert_eq!(seen.len(), n);
    seen
}

fn flow(name: &str, hash: &str) -> NewFlow {
    let document = json!({ "name": name, "steps": [], "note": "\u{0}" });
    NewFlow { name: name.into(), document, hash: hash.into(), lint: json!([]), test_session: None, approved_by: None }
}

#[tokio::test]
async fn an_approval_binds_to_one_version() {
    let stack = Stack::start().await;
    let flows = stack.store.flows();
    let made = flows.create(PROJECT, flow("Log in", "sha256:1")).await.unwrap();
    assert_eq!((made.version.number, made.version.approval), (1, Approval::Pending));
    let refused = flows.resolve(PROJECT, &[made.id]).await.unwrap_err();
    assert!(refused.to_string().contains("`Log in`"), "{refused}");
    let approved =
        flows.approve(PROJECT, made.id, "sha256:1", Decision::Approved, Some("ok".into()), "ada").await.unwrap();
    assert_eq!((approved.version.approval, approved.version.decided_by.as_deref()), (Approval::Approved, Some("ada")));
    assert_eq!(flows.resolve(PROJECT, &[made.id, made.id]).await.unwrap().len(), 2);
    assert_eq!(flows.find_by_name(PROJECT, "Log in").await.unwrap().map(|flow| flow.id), Some(made.id));

    let same = flows.update(PROJECT, made.id, flow("Log in", "sha256:1")).await.unwrap();
    assert_eq!((same.version.number, same.version.approval), (1, Approval::Approved));
    let edited = flows.update(PROJECT, made.id, flow("Log in!", "sha256:2")).await.unwrap();
    assert_eq!((edited.version.number, edited.version.approval), (2, Approval::Pending));
    assert!(flows.resolve(PROJECT, &[made.id]).await.is_err(), "an edit was executed without approval");
    let stale = flows.approve(PROJECT, made.id, "sha256:1", Decision::Approved, None, "ada").await;
    assert!(matches!(stale, Err(Error::Conflict { kind: Conflict::Version, .. })), "{stale:?}");
    let back = flows.update(PROJECT, made.id, flow("Log in", "sha256:1")).await.unwrap();
    assert_eq!((back.version.number, back.version.approval), (1, Approval::Approved));
    let numbers: Vec<u32> = flows.versions(PROJECT, made.id).await.unwrap().iter().map(|v| v.number).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(flows.version(PROJECT, made.id, "sha256:2").await.unwrap().document["name"], "Log in!");

    // an older approved version has its hash as a name
    let digits = |letter: &str| format!("sha256:{}", letter.repeat(64));
    let hashes = [digits("a"), digits("b"), format!("sha256:{}c", "a".repeat(63))];
    let pinned = flows.create(PROJECT, flow("Pinned", &hashes[0])).await.unwrap();
    for hash in &hashes {
        flows.update(PROJECT, pinned.id, flow("Pinned", hash)).await.unwrap();
        flows.approve(PROJECT, pinned.id, hash, Decision::Approved, None, "ada").await.unwrap();
    }
    let edited = flows.update(PROJECT, pinned.id, flow("Pinned", "sha256:d00d00d00")).await.unwrap();
    assert_eq!(edited.version.approval, Approval::Pending);
    let found = async |name: &str, hash: &str| {
        flows.find_version(PROJECT, name, hash).await.map(|row| row.map(|row| row.version.hash))
    };
    assert_eq!(found("Pinned", "sha256:bbbbbb").await.unwrap(), Some(hashes[1].clone()));
    assert_eq!(found("Pinned", &hashes[0]).await.unwrap(), Some(hashes[0].clone()));
    assert_eq!(found("Pinned", "sha256:d00d00").await.unwrap(), None, "a version that nobody approved was found");
    assert_eq!(found("Another", "sha256:bbbbbb").await.unwrap(), None);
    let several = found("Pinned", "sha256:aaaaaa").await;
    assert!(matches!(several, Err(Error::Conflict { kind: Conflict::Version, .. })), "{several:?}");

    flows.delete(PROJECT, made.id).await.unwrap();
    assert!(matches!(flows.get(PROJECT, made.id).await, Err(Error::NotFound { .. })));
    assert!(matches!(flows.delete(PROJECT, made.id).await, Err(Error::NotFound { .. })));
    assert!(matches!(flows.resolve(PROJECT, &[FlowId::new()]).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_test_session_has_its_flows() {
    let stack = Stack::start().await;
    let new = NewTestSession { title: "Shop\u{0}".into(), prompt: "Test it".into(), base_url: None };
    let session = stack.store.test_sessions().create(PROJECT, new).await.unwrap();
    let mut names = Vec::new();
    for name in ["a", "b"] {
        let flow = NewFlow { test_session: Some(session.id), approved_by: Some("ada".into()), ..flow(name, name) };
        names.push(stack.store.flows().create(PROJECT, flow).await.unwrap().name);
    }
    let found = stack.store.test_sessions().get(PROJECT, session.id).await.unwrap();
    assert_eq!((found.row.flows, found.row.title.as_str()), (2, "Shop\u{fffd}"));
    assert_eq!(found.flows.iter().map(|flow| flow.name.clone()).collect::<Vec<_>>(), names);
    assert_eq!(stack.store.test_sessions().list(PROJECT, &Page::default()).await.unwrap().items[0].id, session.id);
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    let stolen = stack.store.flows().create(other, NewFlow { test_session: Some(session.id), ..flow("c", "c") }).await;
    assert!(matches!(stolen, Err(Error::NotFound { .. })));
    let run = NewRun { test_session: Some(session.id), ..new_run(1) };
    assert_eq!(stack.store.runs().create(run).await.unwrap().run.test_session_id, Some(session.id));
}

#[tokio::test]
async fn a_revoked_or_expired_key_opens_nothing() {
    let stack = Stack::start().await;
    let key = |hash: &[u8], hours: i64| NewKey {
        name: "CI".into(),
        prefix: "ft_abc".into(),
        hash: hash.to_vec(),
        scopes: vec!["run".into()],
        expires_at: Some(chrono::Utc::now() + chrono::Duration::hours(hours)),
    };
    let keys = stack.store.keys();
    let made = keys.create(PROJECT, key(b"one", 1)).await.unwrap();
    keys.create(PROJECT, key(b"two", -1)).await.unwrap();
    assert!(matches!(keys.create(PROJECT, key(b"one", 1)).await, Err(Error::Conflict { .. })));
    assert_eq!(keys.find_by_hash(b"one").await.unwrap().map(|key| key.id), Some(made.id));
    assert!(keys.find_by_hash(b"two").await.unwrap().is_none());
    assert!(keys.revoke(PROJECT, made.id).await.unwrap().revoked_at.is_some());
    assert!(keys.find_by_hash(b"one").await.unwrap().is_none());
    let listed = keys.list(PROJECT).await.unwrap();
    assert!(listed.len() == 2 && listed[1].last_used_at.is_some());
}

#[tokio::test]
async fn a_silent_worker_is_gone_with_its_browsers() {
    let stack = Stack::start().await;
    stack.run_of(1).await;
    let by = claim_by("w");
    let new = NewWorker {
        id: by.worker_id,
        name: "w".into(),
        version: "1".into(),
        slots: 4,
        browsers: vec!["chromium".into()],
    };
    stack.store.workers().register(&new).await.unwrap();
    let claimed = stack.store.executions().claim_next(&by).await.unwrap().unwrap();
    let browser = NewBrowserSession {
        id: flowtilla_shared::domain::ids::BrowserSessionId::new(),
        browser: "Chromium".into(),
        worker_name: "w".into(),
    };
    stack.store.executions().set_session(&claimed.lease(), &json!({}), &browser).await.unwrap();
    let beat = Heartbeat {
        slots: 4,
        busy: 1,
        load: 0.5,
        memory_mib: 30,
        status: WorkerStatus::Active,
        desktop_slots: 2,
        desktops_open: 1,
    };
    stack.store.workers().heartbeat(by.worker_id, &beat).await.unwrap();
    assert!(matches!(stack.store.workers().heartbeat(WorkerId::new(), &beat).await, Err(Error::NotFound { .. })));
    assert_eq!(stack.store.workers().list().await.unwrap()[0].busy, 1);
    assert!(stack.store.workers().ask_to_drain(by.worker_id, true).await.unwrap().drain_requested);
    assert!(stack.store.workers().heartbeat(by.worker_id, &beat).await.unwrap(), "it is not told to drain");
    assert_eq!(stack.store.workers().list().await.unwrap()[0].status, WorkerStatus::Draining);
    assert!(!stack.store.workers().ask_to_drain(by.worker_id, false).await.unwrap().drain_requested);
    assert!(!stack.store.workers().heartbeat(by.worker_id, &beat).await.unwrap());
    assert_eq!(stack.store.workers().list().await.unwrap()[0].status, WorkerStatus::Active);
    assert!(stack.store.sweep().dead_workers().await.unwrap().is_empty());
    let stats = stack.store.stats().system_stats(PROJECT).await.unwrap();
    assert_eq!((stats.slots, stats.slots_busy, stats.browser_sessions_open, stats.executions.running), (4, 1, 1, 1));

    let open = stack.store.browsers().list(PROJECT).await.unwrap();
    assert_eq!((open.len(), open[0].flow_name.as_str()), (1, "Flow 0"));
    assert!(stack.store.browsers().request_stop(PROJECT, browser.id).await.unwrap().stop_requested);
    assert!(stack.store.executions().get(PROJECT, claimed.id).await.unwrap().row.cancel_requested);

    let silence = "UPDATE workers SET heartbeat_at = now() - interval '31 s'";
    sqlx::query(silence).execute(stack.store.pool()).await.unwrap();
    assert_eq!(stack.store.sweep().dead_workers().await.unwrap(), [by.worker_id]);
    assert!(stack.store.workers().list().await.unwrap().is_empty());
    let gone = stack.store.workers().ask_to_drain(by.worker_id, true).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    assert!(stack.store.browsers().list(PROJECT).await.unwrap().is_empty());
    let over = stack.store.browsers().request_stop(PROJECT, browser.id).await;
    assert!(matches!(over, Err(Error::Conflict { kind: Conflict::Over, .. })));
    stack.store.workers().heartbeat(by.worker_id, &beat).await.unwrap();
    assert_eq!(stack.store.workers().list().await.unwrap().len(), 1, "it was only slow");
}

#[tokio::test]
async fn a_migration_that_is_missing_in_the_middle_is_noticed() {
    let stack = Stack::start().await;
    let newest = stack.store.schema_status().await.unwrap().newest;
    let first: i64 = sqlx::query_scalar(
        "DELETE FROM _sqlx_migrations WHERE version = (SELECT min(version) FROM _sqlx_migrations) RETURNING version",
    )
    .fetch_one(stack.store.pool())
    .await
    .unwrap();
    let status = stack.store.schema_status().await.unwrap();
    assert_eq!((status.applied, status.newest, status.missing.as_slice()), (newest, newest, &[first][..]));
    assert!(!status.is_current());
}

#[tokio::test]
async fn the_store_says_when_the_database_is_away() {
    let stack = Stack::start().await;
    assert!(stack.store.schema_status().await.unwrap().is_current());
    stack.store.migrate().await.unwrap();
    stack.store.check().await.unwrap();
    let missing: ExecutionId = ExecutionId::new();
    let error = stack.store.executions().get(PROJECT, missing).await.unwrap_err();
    assert_eq!(error.to_string(), format!("there is no execution `{missing}`"));
    stack.store.close().await;
    let error =
        stack.store.runs().create(NewRun { executions: vec![new_execution("a")], ..new_run(0) }).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert!(stack.store.check().await.is_err());
}
