//! What is too old goes and nothing else does; quotas; orphans in both directions.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    fs::{File, FileTimes},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use flowtilla_shared::{
    blob::Blobs,
    config::{Config, Quotas},
    domain::{
        ids::{ArtifactId, ExecutionId, ProjectId, TestRunId},
        journal::{JournalWrite, NewArtifact},
        outcome::Outcome,
    },
    housekeeping::{self, Held, Kind, Removal, orphans, removable, retain},
    store::{AuditFilter, Error, NewAudit, NewRun, Page, Position, ProjectRules},
    testing::{Stack, new_run},
};
use serde_json::{Value, json};
use uuid::Uuid;

const PROJECT: ProjectId = ProjectId::DEFAULT;

/// A run of one execution that has ended, with these artifacts (kind, bytes).
async fn ended_run(stack: &Stack, artifacts: &[(&str, &'static [u8])]) -> (TestRunId, ExecutionId) {
    stack.run_of(1).await;
    let claimed = stack.claim("w").await.unwrap();
    let mut kept = Vec::new();
    for (kind, bytes) in artifacts {
        let blob = stack.blobs.put(Bytes::from_static(bytes)).await.unwrap();
        kept.push(NewArtifact {
            id: ArtifactId::new(),
            kind: (*kind).to_owned(),
            name: None,
            media_type: "text/plain".into(),
            sha256: blob.sha256,
            bytes: blob.bytes,
            step_index: None,
        });
    }
    let write = JournalWrite { artifacts: kept, ..JournalWrite::default() };
    stack.store.executions().finish(&claimed.lease(), Outcome::passed(), write).await.unwrap();
    (claimed.run_id, claimed.id)
}

/// Makes everything of a run so many days older.
async fn age(stack: &Stack, run: TestRunId, days: i32) {
    for statement in [
        "UPDATE test_runs SET finished_at = finished_at - $2 * interval '1 day', created_at = created_at - $2 * interval '1 day' WHERE id = $1",
        "UPDATE artifacts SET created_at = created_at - $2 * interval '1 day'
          WHERE execution_id IN (SELECT id FROM flow_executions WHERE run_id = $1)",
    ] {
        sqlx::query(statement).bind(run.0).bind(days).execute(stack.store.pool()).await.unwrap();
    }
}

fn old_file(blobs: &Blobs, sha256: &str) {
    let file = File::open(blobs.path(sha256).unwrap()).unwrap();
    file.set_times(FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(7200))).unwrap();
}

async fn do_it(stack: &Stack, config: &Config) -> Vec<Removal> {
    let held = Held::take(&stack.store, "retention").await.unwrap();
    let removed = retain(&stack.store, config, &held, None).await.unwrap();
    held.end(Some(&json!({}))).await.unwrap();
    removed
}

fn rows(removals: &[Removal]) -> Vec<(Kind, u64, u64)> {
    let mut rows: Vec<_> = removals.iter().map(|removal| (removal.kind, removal.rows, removal.bytes)).collect();
    rows.sort();
    rows
}

async fn count(stack: &Stack, of: &'static str) -> i64 {
    sqlx::query_scalar(of).fetch_one(stack.store.pool()).await.unwrap()
}

fn rules(retention: Value, quotas: Value) -> ProjectRules {
    let keys = |rules: Value| rules.as_object().cloned().unwrap();
    ProjectRules { retention: keys(retention), quotas: keys(quotas), ..ProjectRules::default() }
}

#[tokio::test]
async fn each_kind_of_artifact_goes_at_its_age_and_a_dry_run_says_so_before() {
    let stack = Stack::start().await;
    let config = Config::default();
    stack.store.rules().put(PROJECT, &rules(json!({ "artifact_kinds": "video=7d" }), json!({}))).await.unwrap();
    let (old, execution) = ended_run(&stack, &[("video", b"vv"), ("screenshot", b"sss")]).await;
    let (older, _) = ended_run(&stack, &[("video", b"vvvv"), ("screenshot", b"sssss")]).await;
    age(&stack, old, 10).await;
    age(&stack, older, 40).await;
    let (young, _) = ended_run(&stack, &[("video", b"v"), ("screenshot", b"s")]).await;
    // still under way: its evidence stays, however old
    stack.run_of(1).await;
    let running = stack.claim("w").await.unwrap();
    let write = JournalWrite {
        artifacts: vec![NewArtifact {
            id: ArtifactId::new(),
            kind: "screenshot".into(),
            name: None,
            media_type: "text/plain".into(),
            sha256: "0".repeat(64),
            bytes: 1,
            step_index: None,
        }],
        ..JournalWrite::default()
    };
    stack.store.executions().journal(&running.lease(), write).await.unwrap();
    age(&stack, running.run_id, 400).await;

    let expected = vec![(Kind::Artifacts, 3, 2 + 4 + 5)];
    assert_eq!(rows(&removable(&stack.store, &config, None).await.unwrap()), expected);
    assert_eq!(count(&stack, "SELECT count(*) FROM artifacts").await, 7, "a dry run changes nothing");
    assert_eq!(rows(&do_it(&stack, &config).await), expected);
    assert_eq!(do_it(&stack, &config).await, Vec::new(), "nothing is left to do");
    let left = stack.store.runs().get(PROJECT, old).await.unwrap();
    let kinds: Vec<&str> = left.executions[0].artifacts.iter().map(|artifact| artifact.kind.as_str()).collect();
    assert_eq!((left.executions[0].row.id, kinds), (execution, vec!["screenshot"]));
    assert_eq!(stack.store.runs().get(PROJECT, young).await.unwrap().executions[0].artifacts.len(), 2);
}

#[tokio::test]
async fn the_oldest_artifacts_go_until_a_project_fits() {
    let stack = Stack::start().await;
    let config = Config::default();
    stack.store.rules().put(PROJECT, &rules(json!({ "artifact_bytes": 6 }), json!({}))).await.unwrap();
    let mut runs = Vec::new();
    for (days, bytes) in [(3, &b"aaaa"[..]), (2, &b"bbbb"[..]), (1, &b"cccc"[..])] {
        let (run, _) = ended_run(&stack, &[("download", bytes)]).await;
        age(&stack, run, days).await;
        runs.push(run);
    }
    assert_eq!(rows(&removable(&stack.store, &config, None).await.unwrap()), vec![(Kind::Artifacts, 2, 8)]);
    assert_eq!(rows(&do_it(&stack, &config).await), vec![(Kind::Artifacts, 2, 8)]);
    let left = stack.store.runs().get(PROJECT, runs[2]).await.unwrap();
    assert_eq!(left.executions[0].artifacts.len(), 1, "the youngest one stays");
}

#[tokio::test]
async fn an_old_run_goes_with_all_that_belongs_to_it_and_its_repetition_stays() {
    let stack = Stack::start().await;
    let config = Config::default();
    let (old, _) = ended_run(&stack, &[("video", b"vv")]).await;
    let quotas = Quotas::default();
    let again = stack.store.runs().rerun(PROJECT, old, flowtilla_shared::store::RerunOnly::All, quotas).await.unwrap();
    let other = stack.store.projects().ensure("other").await.unwrap();
    stack.store.rules().put(other.id, &rules(json!({ "runs": "0s" }), json!({}))).await.unwrap();
    let theirs = NewRun { project: other.id, ..new_run(1) };
    let theirs = stack.store.runs().create(theirs).await.unwrap().run.id;
    stack.store.runs().cancel(other.id, theirs).await.unwrap();
    age(&stack, old, 100).await;
    age(&stack, theirs, 100).await;

    let before = stack.store.events().horizon(PROJECT).await.unwrap();
    assert_eq!(before, None);
    // its artifacts are old enough by themselves, and are counted there too
    let found = rows(&removable(&stack.store, &config, Some(PROJECT)).await.unwrap());
    assert_eq!(found, vec![(Kind::Artifacts, 1, 2), (Kind::Runs, 1, 2)]);
    assert_eq!(rows(&do_it(&stack, &config).await), vec![(Kind::Runs, 1, 2)]);
    assert!(matches!(stack.store.runs().get(PROJECT, old).await, Err(Error::NotFound { .. })));
    let again = stack.store.runs().get(PROJECT, again.run.id).await.unwrap();
    assert_eq!(again.run.rerun_of, None);
    assert!(stack.store.runs().get(other.id, theirs).await.is_ok(), "a project that keeps runs for ever has them");
    for nothing in [
        "SELECT count(*) FROM artifacts",
        "SELECT count(*) FROM step_results",
        "SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT FROM test_runs r WHERE e.topic = 'run:' || r.id)",
        "SELECT count(*) FROM streams s WHERE NOT EXISTS (SELECT FROM test_runs r WHERE s.topic = 'run:' || r.id)",
    ] {
        assert_eq!(count(&stack, nothing).await, 0, "{nothing}");
    }
    let horizon = stack.store.events().horizon(PROJECT).await.unwrap();
    assert!(horizon.is_some_and(|horizon| horizon > Position::default()), "whoever followed everything is told");
    assert_eq!(stack.store.events().horizon(other.id).await.unwrap(), None);
}

#[tokio::test]
async fn events_may_go_before_their_run_and_the_head_of_the_stream_stays() {
    let stack = Stack::start().await;
    let mut config = Config::default();
    config.retention.events = Duration::from_secs(24 * 3600);
    let (run, _) = ended_run(&stack, &[]).await;
    let topic = format!("run:{run}");
    let head = stack.store.events().head(PROJECT, &topic).await.unwrap();
    age(&stack, run, 2).await;
    let (young, _) = ended_run(&stack, &[]).await;
    let n = u64::try_from(head).unwrap();
    assert_eq!(rows(&removable(&stack.store, &config, None).await.unwrap()), vec![(Kind::Events, n, 0)]);
    assert_eq!(rows(&do_it(&stack, &config).await), vec![(Kind::Events, n, 0)]);
    assert_eq!(stack.store.events().head(PROJECT, &topic).await.unwrap(), head);
    assert!(stack.store.events().after(PROJECT, &topic, 0, 100).await.unwrap().is_empty());
    assert!(stack.store.runs().get(PROJECT, run).await.is_ok());
    let young = format!("run:{young}");
    assert!(!stack.store.events().after(PROJECT, &young, 0, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_audit_log_goes_by_age_alone_and_by_each_projects_rules() {
    let stack = Stack::start().await;
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    stack.store.rules().put(other, &rules(json!({ "audit": "0s" }), json!({}))).await.unwrap();
    for project in [PROJECT, other] {
        let old = Uuid::from_u128(Uuid::now_v7().as_u128() - ((400 * 24 * 3600 * 1000_u128) << 80));
        let insert = "INSERT INTO audit (id, project_id, at, actor, action, target)
                      VALUES ($1, $2, now() - interval '400 days', 'somebody', 'revokeKey', 'keys/1')";
        sqlx::query(insert).bind(old).bind(project.0).execute(stack.store.pool()).await.unwrap();
        let new = NewAudit {
            key: None,
            actor: "somebody".into(),
            action: "createKey".into(),
            target: "keys/1".into(),
            detail: json!({}),
            request_id: None,
        };
        stack.store.audit().note(project, new).await.unwrap();
    }
    assert_eq!(rows(&do_it(&stack, &Config::default()).await), vec![(Kind::Audit, 1, 0)]);
    let left = async |project| {
        let list = stack.store.audit().list(project, &Page::default(), &AuditFilter::default()).await.unwrap();
        list.items.into_iter().map(|row| row.action).collect::<Vec<_>>()
    };
    assert_eq!(left(PROJECT).await, ["createKey"]);
    assert_eq!(left(other).await, ["createKey", "revokeKey"]);
}

#[tokio::test]
async fn one_process_at_a_time_does_a_chore_and_a_dead_one_is_followed() {
    let stack = Stack::start().await;
    let held = Held::take(&stack.store, "retention").await.unwrap();
    assert!(matches!(Held::take(&stack.store, "retention").await, Err(housekeeping::Error::Taken)));
    let every = Some(Duration::ZERO);
    assert!(Held::take_due(&stack.store, "retention", every).await.unwrap().is_none());
    let expire = "UPDATE chores SET lease_until = now() - interval '1 second' WHERE name = 'retention'";
    sqlx::query(expire).execute(stack.store.pool()).await.unwrap();
    let other = Held::take_due(&stack.store, "retention", every).await.unwrap().unwrap();
    assert!(matches!(held.go_on().await, Err(housekeeping::Error::Lost)));
    let lost = retain(&stack.store, &Config::default(), &held, None).await;
    assert!(matches!(lost, Err(housekeeping::Error::Lost)), "{lost:?}");
    other.end(Some(&json!({ "removed": {} }))).await.unwrap();
    // done a moment ago, so it is not due for an hour, unless somebody asks
    let hour = Some(Duration::from_secs(3600));
    assert!(Held::take_due(&stack.store, "retention", hour).await.unwrap().is_none());
    assert!(Held::take_due(&stack.store, "retention", None).await.unwrap().is_none());
    stack.store.chores().ask("retention").await.unwrap();
    assert!(Held::take_due(&stack.store, "retention", None).await.unwrap().is_some());
}

#[tokio::test]
async fn a_look_does_what_is_due_and_writes_down_what_came_of_it() {
    let stack = Stack::start().await;
    let config = Config::default();
    let (old, _) = ended_run(&stack, &[("video", b"vv")]).await;
    age(&stack, old, 100).await;
    let blob = stack.store.retention().artifacts_after(Uuid::nil(), Duration::ZERO).await.unwrap().remove(0).1;
    old_file(&stack.blobs, &blob);
    housekeeping::look(&stack.store, &stack.blobs, &config).await.unwrap();
    assert!(!stack.blobs.has(&blob).await.unwrap(), "the bytes of a removed run are still there");
    let chores = stack.store.chores().list().await.unwrap();
    let of = |name: &str| chores.iter().find(|chore| chore.name == name).unwrap().clone();
    assert_eq!(of("retention").report.unwrap()["removed"]["runs"], json!({ "rows": 1, "bytes": 2 }));
    assert_eq!(of("orphans").report.unwrap()["unnamed_blobs"], 1);
    assert!(chores.iter().all(|chore| !chore.running && chore.ended_at.is_some()));
    assert_eq!(stack.store.rules().usage(PROJECT).await.unwrap().artifacts, 1, "counted before the run went");
}

#[tokio::test]
async fn blobs_without_rows_and_rows_without_blobs_go_unless_they_are_young() {
    let stack = Stack::start().await;
    let (run, _) = ended_run(&stack, &[("a", b"kept"), ("b", b"lost")]).await;
    let named = stack.store.retention().artifacts_after(Uuid::nil(), Duration::ZERO).await.unwrap();
    let unnamed = stack.blobs.put(Bytes::from_static(b"nobody's")).await.unwrap().sha256;
    let young = stack.blobs.put(Bytes::from_static(b"on its way")).await.unwrap().sha256;
    for sha256 in [&named[0].1, &unnamed] {
        old_file(&stack.blobs, sha256);
    }
    std::fs::remove_file(stack.blobs.path(&named[1].1).unwrap()).unwrap();
    let dry = orphans(&stack.store, &stack.blobs, None).await.unwrap();
    assert_eq!((dry.unnamed_blobs, dry.unnamed_bytes, dry.lost_artifacts), (1, 8, 0), "a young row is spared: {dry:?}");
    age(&stack, run, 1).await;
    let held = Held::take(&stack.store, "orphans").await.unwrap();
    let found = orphans(&stack.store, &stack.blobs, Some(&held)).await.unwrap();
    assert_eq!((found.unnamed_blobs, found.unnamed_bytes, found.lost_artifacts), (1, 8, 1), "{found:?}");
    assert!(!stack.blobs.has(&unnamed).await.unwrap());
    assert!(stack.blobs.has(&young).await.unwrap() && stack.blobs.has(&named[0].1).await.unwrap());
    let left = stack.store.retention().artifacts_after(Uuid::nil(), Duration::ZERO).await.unwrap();
    assert_eq!(left, [named[0].clone()]);
}

#[tokio::test]
async fn a_directory_that_belongs_to_another_database_is_left_alone() {
    let stack = Stack::start().await;
    orphans(&stack.store, &stack.blobs, None).await.unwrap();
    let elsewhere = Blobs::open(stack.dir.join("elsewhere")).unwrap();
    let stranger = elsewhere.put(Bytes::from_static(b"a stranger's")).await.unwrap().sha256;
    old_file(&elsewhere, &stranger);
    let held = Held::take(&stack.store, "orphans").await.unwrap();
    let refused = orphans(&stack.store, &elsewhere, Some(&held)).await.unwrap_err();
    assert!(refused.to_string().contains("storage.dir"), "{refused}");
    assert!(elsewhere.has(&stranger).await.unwrap());
}

#[tokio::test]
async fn when_most_bytes_are_gone_the_rows_stay() {
    let stack = Stack::start().await;
    let (_, execution) = ended_run(&stack, &[]).await;
    let lost = "INSERT INTO artifacts (id, project_id, execution_id, attempt, kind, media_type, sha256, bytes, created_at)
                SELECT new_id(), $1, $2, 1, 'x', 'x', repeat('0', 64), 1, now() - interval '2 hours' FROM generate_series(1, 200)";
    sqlx::query(lost).bind(PROJECT.0).bind(execution.0).execute(stack.store.pool()).await.unwrap();
    let held = Held::take(&stack.store, "orphans").await.unwrap();
    let found = orphans(&stack.store, &stack.blobs, Some(&held)).await.unwrap();
    assert!(found.suspicious && found.lost_artifacts == 200, "{found:?}");
    assert_eq!(count(&stack, "SELECT count(*) FROM artifacts").await, 200);
}

#[tokio::test]
async fn a_project_may_have_so_many_executions_a_day_whoever_asks_at_once() {
    let stack = Stack::start().await;
    let fleet = Quotas { executions_per_day: 100, ..Quotas::default() };
    stack.store.rules().put(PROJECT, &rules(json!({}), json!({ "executions_per_day": 10 }))).await.unwrap();
    let ask = |project| {
        let store = stack.store.clone();
        async move { store.runs().create(NewRun { project, quotas: fleet, ..new_run(3) }).await }
    };
    let asked = futures_util::future::join_all((0..8).map(|_| ask(PROJECT))).await;
    let (accepted, refused): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    assert_eq!((accepted.len(), refused.len()), (3, 5));
    for refusal in refused {
        let Err(Error::Limit { limit, message }) = refusal else { panic!("{refusal:?}") };
        assert_eq!(limit, "executions_per_day");
        assert!(message.contains("9 executions") && message.contains("quota of 10 a day"), "{message}");
    }
    let other = stack.store.projects().ensure("other").await.unwrap().id;
    for _ in 0..5 {
        ask(other).await.unwrap();
    }
    // yesterday's do not count
    let yesterday = "UPDATE test_runs SET created_at = created_at - interval '1 day' WHERE project_id = $1";
    stack.execute(yesterday, PROJECT.0).await;
    ask(PROJECT).await.unwrap();
}

#[tokio::test]
async fn a_project_with_too_many_bytes_gets_no_further_executions() {
    let stack = Stack::start().await;
    let quotas = Quotas { storage_bytes: 4, ..Quotas::default() };
    let ask = async || stack.store.runs().create(NewRun { quotas, ..new_run(1) }).await;
    let (run, _) = ended_run(&stack, &[("video", b"vvvv")]).await;
    ask().await.unwrap();
    stack.store.rules().count_usage().await.unwrap();
    let refused = ask().await.unwrap_err();
    assert!(matches!(&refused, Error::Limit { limit: "storage_bytes", .. }), "{refused:?}");
    age(&stack, run, 100).await;
    do_it(&stack, &Config::default()).await;
    stack.store.rules().count_usage().await.unwrap();
    ask().await.unwrap();
    let usage = stack.store.rules().usage(PROJECT).await.unwrap();
    assert_eq!((usage.artifact_bytes, usage.queued_executions, usage.sessions), (0, 2, 0));
}
