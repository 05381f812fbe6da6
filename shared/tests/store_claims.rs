//! Claims, the journal, and the ends of attempts.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{collections::HashSet, time::Duration};

use chrono::Utc;
use flowtilla_shared::{
    domain::{
        event::Event,
        ids::{ArtifactId, BrowserSessionId, ExecutionId, ProjectId, TestRunId},
        journal::{JournalWrite, NewArtifact, StepRecord},
        outcome::{ErrorKind, Outcome, StepError},
        status::{Counts, Priority, Reason, Status, StepStatus},
    },
    store::{Caps, ClaimBy, Error, ExecutionDetail, NewBrowserSession, RenewalState},
    testing::{Stack, claim_by, new_execution, new_run},
};
use serde_json::{Map, json};

fn step(index: u32, status: StepStatus) -> StepRecord {
    StepRecord {
        index,
        path: format!("steps[{index}]"),
        step_type: "click".into(),
        label: None,
        once: false,
        repeatable: false,
        status,
        duration_ms: (status != StepStatus::Running).then_some(5),
        error: None,
        artifacts: Vec::new(),
        vars: Map::new(),
        unannounced: false,
    }
}

fn result(step: StepRecord) -> JournalWrite {
    JournalWrite { finished: vec![step], durable: true, ..JournalWrite::default() }
}

fn intent(step: StepRecord) -> JournalWrite {
    JournalWrite { intent: Some(step), durable: true, ..JournalWrite::default() }
}

fn cancelled() -> Outcome {
    Outcome::cancelled(None)
}

async fn execution(stack: &Stack, id: ExecutionId) -> ExecutionDetail {
    stack.store.executions().get(ProjectId::DEFAULT, id).await.unwrap()
}

async fn counts(stack: &Stack, run: TestRunId) -> Counts {
    stack.store.runs().summary(ProjectId::DEFAULT, run).await.unwrap().counts
}

/// The events of a run, after checking that their numbers have no gap and that every type is known.
async fn events(stack: &Stack, run: TestRunId) -> Vec<Event> {
    let topic = format!("run:{run}");
    let envelopes = stack.store.events().after(ProjectId::DEFAULT, &topic, 0, 100_000).await.unwrap();
    for (expected, envelope) in (1..).zip(&envelopes) {
        assert_eq!(envelope.seq, expected, "the numbers have a gap");
        assert!(!matches!(envelope.event, Event::Other { .. }), "not the shape of its type: {envelope:?}");
    }
    assert!(envelopes.is_sorted_by_key(|envelope| envelope.at), "the times run backwards");
    envelopes.into_iter().map(|envelope| envelope.event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_never_hold_one_execution() {
    let stack = Stack::start().await;
    let run = stack.run_of(60).await;
    let workers = (0..8).map(|n| {
        let (store, by) = (stack.store.clone(), claim_by(&format!("w{n}")));
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Some(claimed) = store.executions().claim_next(&by).await.unwrap() {
                held.push(claimed.id);
            }
            held
        })
    });
    let held: Vec<ExecutionId> =
        futures_util::future::join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(held.len(), 60, "some execution was claimed twice, or never");
    assert_eq!(held.iter().collect::<HashSet<_>>().len(), 60);
    assert_eq!(counts(&stack, run.run.id).await, Counts { running: 60, ..Counts::default() });
    assert_eq!(events(&stack, run.run.id).await.iter().filter(|e| matches!(e, Event::RunStarted { .. })).count(), 1);
}

#[tokio::test]
async fn nothing_is_written_after_the_epoch_moved_on() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    let old = stack.claim("w1").await.unwrap();
    stack.expire_leases(run.run.id).await;
    let new = stack.claim("w2").await.unwrap();
    assert_eq!((new.id, new.epoch), (old.id, old.epoch + 1));

    let (store, lease) = (stack.store.executions(), old.lease());
    let browser =
        NewBrowserSession { id: BrowserSessionId::new(), browser: "Chromium".into(), worker_name: "w1".into() };
    assert!(matches!(store.journal(&lease, result(step(0, StepStatus::Passed))).await, Err(Error::Fenced)));
    assert!(matches!(store.journal(&lease, JournalWrite::default()).await, Err(Error::Fenced)));
    assert!(matches!(store.set_session(&lease, &json!({}), &browser).await, Err(Error::Fenced)));
    assert!(matches!(store.release(&lease, "drain", None).await, Err(Error::Fenced)));
    assert!(matches!(store.resume(&old).await, Err(Error::Fenced)));
    assert!(matches!(store.finish(&lease, Outcome::passed(), JournalWrite::default()).await, Err(Error::Fenced)));
    let renewed = store.renew(old.worker_id, &[(old.id, old.epoch)], Duration::from_secs(8)).await.unwrap();
    assert_eq!(renewed[0].state, RenewalState::Lost);

    let found = execution(&stack, old.id).await;
    assert_eq!((found.row.status, found.row.worker_name.as_deref()), (Status::Running, Some("w2")));
    assert!(found.steps.is_empty() && stack.store.browsers().list(ProjectId::DEFAULT).await.unwrap().is_empty());
    let renewed = store.renew(new.worker_id, &[(new.id, new.epoch)], Duration::from_secs(8)).await.unwrap();
    assert_eq!(renewed[0].state, RenewalState::Held);
}

#[tokio::test]
async fn the_next_worker_finds_what_the_dead_one_did() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    let first = stack.claim("w1").await.unwrap();
    assert_eq!((first.attempt, first.started_before, first.resuming_crash), (1, false, false));
    let lease = stack.store.executions().begin_attempt(&first).await.unwrap().lease;
    let browser =
        NewBrowserSession { id: BrowserSessionId::new(), browser: "Chromium".into(), worker_name: "w1".into() };
    stack.store.executions().set_session(&lease, &json!({"url": "http://127.0.0.1:9515"}), &browser).await.unwrap();
    let set = StepRecord { vars: Map::from_iter([("a".into(), json!("1\u{0}2"))]), ..step(0, StepStatus::Passed) };
    stack.store.executions().journal(&lease, result(set)).await.unwrap();
    let order = StepRecord { once: true, ..step(1, StepStatus::Running) };
    stack.store.executions().journal(&lease, intent(order)).await.unwrap();

    stack.expire_leases(run.run.id).await;
    let second = stack.claim("w2").await.unwrap();
    assert!(second.started_before && second.resuming_crash);
    assert_eq!((second.attempt, second.session.as_ref()), (1, Some(&json!({"url": "http://127.0.0.1:9515"}))));
    assert_eq!(second.journal.len(), 2);
    assert_eq!(second.journal[0].vars["a"], json!("1\u{0}2"));
    assert_eq!((second.journal[1].status, second.journal[1].once), (StepStatus::Running, true));
    assert_eq!(second.committed.head, 0, "nothing was told yet");

    let resumed = stack.store.executions().resume(&second).await.unwrap();
    assert_eq!(resumed.lease.attempt, 1);
    stack.expire_leases(run.run.id).await;
    let third = stack.claim("w3").await.unwrap();
    let anew = stack.store.executions().begin_attempt(&third).await.unwrap();
    assert_eq!(anew.lease.attempt, 2, "a restart is a new attempt");
    stack.store.executions().journal(&anew.lease, result(step(0, StepStatus::Failed))).await.unwrap();
    let found = execution(&stack, third.id).await;
    assert_eq!(found.row.crashes, 2);
    let mut started = Vec::new();
    for event in events(&stack, run.run.id).await {
        if let Event::ExecutionStarted { attempt, resumed, .. } = event {
            started.push((attempt, resumed));
        }
    }
    assert_eq!(started, [(1, false), (1, true), (2, false)], "a claim alone begins nothing");
    assert_eq!(found.steps.iter().map(|step| step.status).collect::<Vec<_>>(), [StepStatus::Failed]);
}

#[tokio::test]
async fn an_execution_that_killed_three_workers_is_poison() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    for worker in ["w1", "w2", "w3"] {
        assert!(stack.claim(worker).await.is_some());
        assert!(stack.store.sweep().overdue(3).await.unwrap().committed.is_empty());
        stack.expire_leases(run.run.id).await;
    }
    assert!(stack.claim("w4").await.is_none(), "a fourth worker got it");
    let swept = stack.store.sweep().overdue(3).await.unwrap();
    assert_eq!(swept.committed.len(), 1);
    let found = execution(&stack, run.executions[0].id).await.row;
    assert_eq!((found.status, found.reason), (Status::Errored, Some(Reason::Poison)));
    assert_eq!(found.message.unwrap(), "3 workers in a row died while they carried it out, so it is not tried again.");
    assert_eq!(counts(&stack, run.run.id).await, Counts { errored: 1, ..Counts::default() });
    assert!(matches!(
        events(&stack, run.run.id).await.last(),
        Some(Event::RunFinished { status: Status::Errored, .. })
    ));
}

#[tokio::test]
async fn a_failed_attempt_is_tried_again_after_a_pause_and_passes_flaky() {
    let stack = Stack::start().await;
    let mut new = new_run(1);
    new.executions[0].retries = 1;
    let run = stack.store.runs().create(new).await.unwrap();
    let first = stack.claim("w1").await.unwrap();
    let failed = result(step(0, StepStatus::Failed));
    let ended = stack.store.executions().finish(&first.lease(), Outcome::failed("no"), failed).await.unwrap();
    assert_eq!((ended.status, ended.run_finished), (Status::Queued, false));
    let pause = ended.retry_at.unwrap() - Utc::now();
    assert!((500..1300).contains(&pause.num_milliseconds()), "the first pause is about a second, not {pause}");
    assert!(stack.claim("w1").await.is_none(), "the pause was not kept");

    stack.skip_delays(run.run.id).await;
    let second = stack.claim("w1").await.unwrap();
    assert_eq!((second.attempt, second.retries_left, second.started_before), (2, 0, false));
    let ended =
        stack.store.executions().finish(&second.lease(), Outcome::passed(), JournalWrite::default()).await.unwrap();
    assert!(ended.run_finished);
    let found = execution(&stack, first.id).await.row;
    assert!(found.flaky && found.status == Status::Passed);

    let told = events(&stack, run.run.id).await;
    assert!(matches!(
        &told[5..7],
        [Event::ExecutionReleased { attempt: 1, .. }, Event::ExecutionStarted { attempt: 2, .. }]
    ));
}

#[tokio::test]
async fn what_must_happen_once_is_not_retried() {
    let stack = Stack::start().await;
    let mut new = new_run(2);
    new.executions.iter_mut().for_each(|execution| execution.retries = 3);
    stack.store.runs().create(new).await.unwrap();
    let order = |status| StepRecord { once: true, ..step(0, status) };
    // known from the journal
    let claimed = stack.claim("w1").await.unwrap();
    stack.store.executions().journal(&claimed.lease(), intent(order(StepStatus::Running))).await.unwrap();
    let ended = stack.store.executions().finish(&claimed.lease(), Outcome::failed("no"), JournalWrite::default()).await;
    assert_eq!(ended.unwrap().status, Status::Failed);
    // known from the last write
    let claimed = stack.claim("w1").await.unwrap();
    let write = result(order(StepStatus::Failed));
    let ended = stack.store.executions().finish(&claimed.lease(), Outcome::failed("no"), write).await;
    assert_eq!(ended.unwrap().status, Status::Failed);
}

#[tokio::test]
async fn a_drained_execution_goes_on_without_counting_as_a_crash() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    let first = stack.claim("w1").await.unwrap();
    stack.store.executions().journal(&first.lease(), result(step(0, StepStatus::Passed))).await.unwrap();
    let released = stack.store.executions().release(&first.lease(), "drain", None).await.unwrap();
    assert_eq!(released.status, Status::Queued);
    assert!(matches!(
        stack.store.executions().journal(&first.lease(), JournalWrite::default()).await,
        Err(Error::Fenced)
    ));
    assert_eq!(counts(&stack, run.run.id).await, Counts { queued: 1, ..Counts::default() });
    assert_eq!(stack.store.sweep().due_rings(10).await.unwrap(), [first.id], "it is rung for at once");
    let second = stack.claim("w2").await.unwrap();
    assert_eq!((second.attempt, second.started_before, second.resuming_crash), (1, true, false));
    assert_eq!((second.journal.len(), execution(&stack, first.id).await.row.crashes), (1, 0));
}

#[tokio::test]
async fn the_most_urgent_comes_first_then_the_project_with_the_fewest_running() {
    let stack = Stack::start().await;
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    let create = async |project, priority, names: &[&str]| {
        let executions = names.iter().map(|name| new_execution(name)).collect();
        let new = flowtilla_shared::store::NewRun { project, priority, executions, ..new_run(0) };
        stack.store.runs().create(new).await.unwrap();
    };
    create(ProjectId::DEFAULT, Priority::Low, &["low"]).await;
    create(ProjectId::DEFAULT, Priority::Normal, &["a1", "a2", "a3"]).await;
    create(other, Priority::Normal, &["b1", "b2"]).await;
    create(ProjectId::DEFAULT, Priority::High, &["high"]).await;
    let mut order = Vec::new();
    while let Some(claimed) = stack.claim("w").await {
        order.push(claimed.flow_name);
    }
    // after `high`, project `default` has one running more than `other`
    assert_eq!(order[0], "high");
    assert_eq!(order[1], "b1");
    assert_eq!(order[6], "low");
    let place = |name: &str| order.iter().position(|other| other == name).unwrap();
    assert!(place("a1") < place("a2") && place("a2") < place("a3") && place("b2") <= 3, "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn caps_are_kept_exactly_by_any_number_of_workers() {
    let stack = Stack::start().await;
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    stack.run_of(20).await;
    let new = flowtilla_shared::store::NewRun { project: other, ..new_run(20) };
    stack.store.runs().create(new).await.unwrap();
    let claim_all = async |caps: Caps| {
        let claims = (0..12).map(|n| {
            let (store, by) = (stack.store.clone(), ClaimBy { caps, ..claim_by(&format!("w{n}")) });
            tokio::spawn(async move { store.executions().claim_next(&by).await.unwrap() })
        });
        let claimed = futures_util::future::join_all(claims).await;
        claimed.into_iter().filter_map(Result::unwrap).collect::<Vec<_>>()
    };
    let first = claim_all(Caps { running: 0, running_per_project: 2 }).await;
    let of = |project| first.iter().filter(|claimed| claimed.project_id == project).count();
    assert_eq!((of(ProjectId::DEFAULT), of(other)), (2, 2));
    assert_eq!(claim_all(Caps { running: 7, running_per_project: 0 }).await.len(), 3, "4 run, 7 may");
    assert!(claim_all(Caps { running: 7, running_per_project: 0 }).await.is_empty());
}

#[tokio::test]
async fn a_delayed_run_is_not_claimed_before_its_time() {
    let stack = Stack::start().await;
    let mut new = new_run(1);
    new.not_before = Some(Utc::now() + chrono::Duration::hours(1));
    let run = stack.store.runs().create(new).await.unwrap();
    assert!(stack.claim("w").await.is_none());
    assert!(stack.store.sweep().due_rings(10).await.unwrap().is_empty());
    let depth = stack.store.stats().queue_depth(None).await.unwrap();
    assert_eq!((depth.pending, depth.delayed), (0, 1));
    stack.skip_delays(run.run.id).await;
    assert!(stack.claim("w").await.is_some());
}

#[tokio::test]
async fn cancelling_ends_what_waits_and_asks_what_runs() {
    let stack = Stack::start().await;
    let run = stack.run_of(3).await;
    let held = stack.claim("w").await.unwrap();
    let done = stack.store.runs().cancel(ProjectId::DEFAULT, run.run.id).await.unwrap();
    assert_eq!(done.running, [held.id]);
    assert_eq!(done.run.counts, Counts { running: 1, cancelled: 2, ..Counts::default() });
    assert!(done.run.cancel_requested && stack.claim("w2").await.is_none());
    let renewed =
        stack.store.executions().renew(held.worker_id, &[(held.id, held.epoch)], Duration::from_secs(8)).await;
    assert_eq!(renewed.unwrap()[0].state, RenewalState::CancelRequested);
    let ended = stack.store.executions().finish(&held.lease(), cancelled(), JournalWrite::default()).await.unwrap();
    assert!(ended.run_finished && ended.status == Status::Cancelled);
    assert_eq!(stack.store.runs().summary(ProjectId::DEFAULT, run.run.id).await.unwrap().status, Status::Cancelled);
    let again = stack.store.runs().cancel(ProjectId::DEFAULT, run.run.id).await.unwrap();
    assert_eq!((again.committed.head, again.running.len()), (0, 0), "a run that is over cannot be cancelled");
}

#[tokio::test]
async fn a_cancelled_execution_of_a_dead_worker_ends_cancelled() {
    let stack = Stack::start().await;
    let run = stack.run_of(1).await;
    stack.claim("w").await.unwrap();
    stack.store.runs().cancel(ProjectId::DEFAULT, run.run.id).await.unwrap();
    stack.expire_leases(run.run.id).await;
    assert!(stack.claim("w2").await.is_none(), "a cancelled execution was begun again");
    stack.store.sweep().overdue(3).await.unwrap();
    assert_eq!(counts(&stack, run.run.id).await, Counts { cancelled: 1, ..Counts::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_ends_and_a_cancel_at_the_same_time_add_up() {
    let stack = Stack::start().await;
    let run = stack.run_of(80).await;
    let workers = (0..6).map(|n| {
        let (store, by) = (stack.store.clone(), claim_by(&format!("w{n}")));
        tokio::spawn(async move {
            while let Some(claimed) = store.executions().claim_next(&by).await.unwrap() {
                let lease = claimed.lease();
                store.executions().journal(&lease, intent(step(0, StepStatus::Running))).await.unwrap();
                let held = [(claimed.id, claimed.epoch)];
                let state = store.executions().renew(by.worker_id, &held, by.lease).await.unwrap()[0].state;
                let outcome = if state == RenewalState::Held { Outcome::passed() } else { cancelled() };
                store.executions().finish(&lease, outcome, result(step(0, StepStatus::Passed))).await.unwrap();
            }
        })
    });
    let workers: Vec<_> = workers.collect();
    // some have passed, some run, some wait
    while counts(&stack, run.run.id).await.passed < 20 {
        tokio::task::yield_now().await;
    }
    stack.store.runs().cancel(ProjectId::DEFAULT, run.run.id).await.unwrap();
    futures_util::future::join_all(workers).await.into_iter().for_each(Result::unwrap);

    let end = stack.store.runs().summary(ProjectId::DEFAULT, run.run.id).await.unwrap();
    assert_eq!(end.counts.passed + end.counts.cancelled, 80, "{:?}", end.counts);
    assert!(end.finished_at.is_some() && end.counts.cancelled > 0);
    let told = events(&stack, run.run.id).await;
    let ends: Vec<_> = told.iter().filter(|e| matches!(e, Event::ExecutionFinished { .. })).collect();
    assert_eq!(ends.len(), 80, "each execution ends once");
    assert_eq!(told.iter().filter(|e| matches!(e, Event::RunFinished { .. })).count(), 1);
    assert!(matches!(told.last(), Some(Event::RunFinished { counts, .. }) if *counts == end.counts));
}

#[tokio::test]
async fn a_run_whose_time_is_up_ends_errored() {
    let stack = Stack::start().await;
    let mut new = new_run(2);
    new.timeout = Some(Duration::from_secs(60));
    let run = stack.store.runs().create(new).await.unwrap();
    let held = stack.claim("w").await.unwrap();
    for table in ["test_runs", "flow_executions"] {
        let late = sqlx::AssertSqlSafe(format!("UPDATE {table} SET deadline = now() - interval '1 s'"));
        sqlx::query(late).execute(stack.store.pool()).await.unwrap();
    }
    let swept = stack.store.sweep().overdue(3).await.unwrap();
    assert_eq!(swept.asked_to_stop, [held.id]);
    assert!(stack.store.sweep().overdue(3).await.unwrap().asked_to_stop.is_empty(), "asked twice");
    let ended = stack.store.executions().finish(&held.lease(), cancelled(), JournalWrite::default()).await.unwrap();
    assert_eq!(ended.status, Status::Errored, "nobody cancelled it");
    for detail in stack.store.runs().get(ProjectId::DEFAULT, run.run.id).await.unwrap().executions {
        assert_eq!((detail.row.status, detail.row.reason), (Status::Errored, Some(Reason::Timeout)));
    }
}

#[tokio::test]
async fn what_was_told_is_what_is_stored() {
    let stack = Stack::start().await;
    let run = stack.run_of(2).await;
    let mut told = run.committed.envelopes.clone();
    let (store, topic) = (stack.store.executions(), format!("run:{}", run.run.id));
    let hostile = "\u{0}\u{1}\"\\ 💥 \u{feff}</script>";
    for _ in 0..2 {
        let claimed = stack.claim(hostile).await.unwrap();
        told.extend(claimed.committed.envelopes.clone());
        let lease = claimed.lease();
        let browser =
            NewBrowserSession { id: BrowserSessionId::new(), browser: hostile.into(), worker_name: hostile.into() };
        told.extend(store.set_session(&lease, &json!({"at": hostile}), &browser).await.unwrap().envelopes);
        let error = StepError::new(ErrorKind::Assertion, hostile).with_values(hostile, hostile);
        let artifact = NewArtifact {
            id: ArtifactId::new(),
            kind: "screenshot".into(),
            name: Some(hostile.into()),
            media_type: "image/png".into(),
            sha256: "0".repeat(64),
            bytes: 5,
            step_index: Some(0),
        };
        let failed = StepRecord {
            error: Some(error.clone()),
            label: Some(hostile.into()),
            artifacts: vec![artifact.id],
            vars: Map::from_iter([(hostile.to_owned(), json!(hostile))]),
            unannounced: true,
            ..step(0, StepStatus::Failed)
        };
        let dialog = Event::DialogOpened {
            execution_id: claimed.id,
            kind: "alert".into(),
            message: hostile.into(),
            handled: "auto_dismiss".into(),
        };
        let write = JournalWrite {
            finished: vec![failed],
            intent: Some(step(1, StepStatus::Running)),
            artifacts: vec![artifact.clone()],
            events: vec![dialog],
            durable: true,
        };
        told.extend(store.journal(&lease, write).await.unwrap().envelopes);
        told.extend(stack.store.browsers().close(&lease, browser.id).await.unwrap().envelopes);
        assert_eq!(stack.store.browsers().close(&lease, browser.id).await.unwrap().head, 0, "closed twice");
        let outcome = Outcome::errored(Reason::Infra, hostile);
        told.extend(store.finish(&lease, outcome, JournalWrite::default()).await.unwrap().committed.envelopes);

        let found = execution(&stack, claimed.id).await;
        assert_eq!(found.steps[0].error.as_ref(), Some(&error));
        assert_eq!((found.artifacts[0].id, found.artifacts[0].bytes), (artifact.id, 5));
    }
    let stored = stack.store.events().after(ProjectId::DEFAULT, &topic, 0, 1000).await.unwrap();
    assert_eq!(told, stored);
    assert!(matches!(stored.last().unwrap().event, Event::RunFinished { .. }));
}

#[tokio::test]
async fn the_sweeper_rings_again_for_what_nobody_took() {
    let stack = Stack::start().await;
    let run = stack.run_of(3).await;
    assert!(stack.store.sweep().due_rings(10).await.unwrap().is_empty(), "they were rung for a moment ago");
    let silence = "UPDATE flow_executions SET rung_at = now() - interval '2 s'";
    sqlx::query(silence).execute(stack.store.pool()).await.unwrap();
    assert_eq!(stack.store.sweep().due_rings(2).await.unwrap().len(), 2);
    assert_eq!(stack.store.sweep().due_rings(10).await.unwrap().len(), 1);
    assert!(stack.store.sweep().due_rings(10).await.unwrap().is_empty());
    let held = stack.claim("w").await.unwrap();
    sqlx::query(silence).execute(stack.store.pool()).await.unwrap();
    stack.expire_leases(run.run.id).await;
    assert!(stack.store.sweep().due_rings(10).await.unwrap().contains(&held.id), "nobody rings for an expired lease");
}

#[tokio::test]
async fn a_claim_among_a_hundred_thousand_takes_milliseconds() {
    let stack = Stack::start().await;
    let fill = [
        "INSERT INTO projects (id, name) SELECT gen_random_uuid(), 'p' || n FROM generate_series(1, 9) n",
        "INSERT INTO test_runs (id, project_id, options, priority, queued, not_before)
         SELECT gen_random_uuid(), id, '{}', 1, 10000, now() FROM projects",
        "INSERT INTO flow_executions (id, run_id, project_id, flow_name, position, document, params, priority, retries,
                                      retries_left, not_before)
         SELECT gen_random_uuid(), r.id, r.project_id, 'f', n, '{}', '{}', n % 3, 0, 0,
                now() + CASE WHEN n % 2 = 0 THEN interval '1 hour' ELSE interval '0' END
           FROM test_runs r, generate_series(1, 10000) n",
    ];
    for statement in fill {
        sqlx::query(statement).execute(stack.store.pool()).await.unwrap();
    }
    let mut times = Vec::new();
    for _ in 0..9 {
        let begun = std::time::Instant::now();
        assert!(stack.claim("w").await.is_some());
        stack.store.sweep().due_rings(100).await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort();
    assert!(times[4] < Duration::from_millis(100), "{times:?}");
    let depth = stack.store.stats().queue_depth(None).await.unwrap();
    assert_eq!((depth.pending, depth.delayed, depth.running), (49_991, 50_000, 9));
}

#[tokio::test]
async fn the_database_rolls_up_a_run_as_the_domain_does() {
    let stack = Stack::start().await;
    for bits in 0..128_u32 {
        let n = |at: u32| (bits >> at) & 1;
        let counts = Counts {
            queued: n(0),
            running: n(1),
            waiting: n(2),
            passed: n(3),
            failed: n(4),
            errored: n(5),
            cancelled: n(6),
        };
        let status: String = sqlx::query_scalar(
            "INSERT INTO test_runs (id, project_id, options, priority, not_before, queued, running, waiting, passed, failed,
                                    errored, cancelled)
             VALUES (gen_random_uuid(), $1, '{}', 1, now(), $2, $3, $4, $5, $6, $7, $8) RETURNING status",
        )
        .bind(ProjectId::DEFAULT.0)
        .bind(i32::try_from(n(0)).unwrap())
        .bind(i32::try_from(n(1)).unwrap())
        .bind(i32::try_from(n(2)).unwrap())
        .bind(i32::try_from(n(3)).unwrap())
        .bind(i32::try_from(n(4)).unwrap())
        .bind(i32::try_from(n(5)).unwrap())
        .bind(i32::try_from(n(6)).unwrap())
        .fetch_one(stack.store.pool())
        .await
        .unwrap();
        assert_eq!(status, counts.rollup().as_str(), "{counts:?}");
    }
}
