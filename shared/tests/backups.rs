//! Backups: everything comes back, nothing that was under way goes on, and damage is told.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use bytes::Bytes;
use flowtilla_shared::{
    backup::{self, Bytes as Keep, Error},
    blob::Blobs,
    domain::{
        event::Event,
        ids::{ArtifactId, ProjectId},
        journal::{JournalWrite, NewArtifact, StepRecord},
        outcome::Outcome,
        status::{Reason, Status, StepStatus},
    },
    seal::KeyRing,
    store::{self, NewKey, NewWebhook, Position, Store},
    testing::Stack,
};
use serde_json::Map;

const PROJECT: ProjectId = ProjectId::DEFAULT;

/// Another, empty database of the same server, without a schema.
async fn empty(stack: &Stack, name: &str) -> Store {
    let create = format!("CREATE DATABASE {name}_{}", stack.config.redis.prefix);
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(stack.store.pool()).await.unwrap();
    let mut config = stack.config.database.clone();
    config.url = config
        .url
        .replace(&format!("/{}?", stack.config.redis.prefix), &format!("/{name}_{}?", stack.config.redis.prefix));
    assert_ne!(config.url, stack.config.database.url);
    Store::connect(&config).await.unwrap()
}

fn once_step(status: StepStatus) -> StepRecord {
    StepRecord {
        index: 0,
        path: "0".into(),
        step_type: "click".into(),
        label: Some("a \"label\"\twith\nbreaks\\".into()),
        once: true,
        repeatable: false,
        status,
        duration_ms: None,
        error: None,
        artifacts: Vec::new(),
        vars: Map::new(),
        unannounced: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_back_and_what_was_under_way_is_in_doubt() {
    let stack = Stack::start().await;
    // one that has ended, with an artifact; one under way in a `once` step; one that waits
    stack.run_of(1).await;
    let ended = stack.claim("w").await.unwrap();
    let blob = stack.blobs.put(Bytes::from_static(b"a picture")).await.unwrap();
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: "screenshot".into(),
        name: Some("ä\\.png".into()),
        media_type: "image/png".into(),
        sha256: blob.sha256.clone(),
        bytes: blob.bytes,
        step_index: None,
    };
    let artifact_id = artifact.id;
    let write = JournalWrite { artifacts: vec![artifact], ..JournalWrite::default() };
    stack.store.executions().finish(&ended.lease(), Outcome::passed(), write).await.unwrap();
    let two = stack.run_of(2).await;
    let running = stack.claim("w").await.unwrap();
    let intent =
        JournalWrite { intent: Some(once_step(StepStatus::Running)), durable: true, ..JournalWrite::default() };
    stack.store.executions().journal(&running.lease(), intent).await.unwrap();
    let (key, new) = NewKey::generate("ci".into(), vec!["read".into()], None);
    stack.store.keys().create(PROJECT, new).await.unwrap();
    let ring = KeyRing::parse(&KeyRing::generate()).unwrap();
    let hook = NewWebhook {
        id: flowtilla_shared::domain::ids::WebhookId::new(),
        name: String::new(),
        url: "http://x/".into(),
        events: vec!["*".into()],
        secret: ring.seal("x", b"y").unwrap(),
    };
    stack.store.webhooks().create(PROJECT, hook).await.unwrap();

    let dir = stack.dir.join("backup");
    let manifest = backup::create(&stack.store, &stack.blobs, &dir, Keep::Copied).await.unwrap();
    assert_eq!((manifest.blobs.count, manifest.blobs.bytes), (1, 9));
    assert_eq!(manifest.key_ids, [ring.current().unwrap()]);
    assert_eq!(backup::verify(&dir).await.unwrap(), manifest);
    assert!(!fs::read_to_string(dir.join("tables/api_keys.copy")).unwrap().contains(&key), "a key itself is in it");

    let target = empty(&stack, "restored").await;
    let blobs = Blobs::open(stack.dir.join("other-blobs")).unwrap();
    let (restored, told) = backup::restore(&target, &blobs, &dir).await.unwrap();
    assert_eq!(
        (restored.executions_in_doubt, restored.runs_ended, restored.blobs, restored.missing_blobs),
        (2, 1, 1, 0)
    );
    assert_eq!(blobs.get(&blob.sha256).await.unwrap(), "a picture");
    let whole = target.runs().get(PROJECT, ended.run_id).await.unwrap();
    assert_eq!(whole.run.status, Status::Passed);
    let row = target.artifacts().get(PROJECT, artifact_id).await.unwrap();
    assert_eq!((row.name.as_deref(), row.sha256.as_str()), (Some("ä\\.png"), blob.sha256.as_str()));

    let over = target.runs().get(PROJECT, two.run.id).await.unwrap();
    assert_eq!((over.run.status, over.run.counts.errored), (Status::Errored, 2));
    assert!(over.executions.iter().all(|execution| execution.row.reason == Some(Reason::InDoubt)));
    let step = &over.executions.iter().find(|execution| execution.row.id == running.id).unwrap().steps[0];
    assert_eq!((step.status, step.label.as_deref()), (StepStatus::InDoubt, Some("a \"label\"\twith\nbreaks\\")));
    // the worker that had it is fenced, and there is nothing to claim
    let late = target.executions().finish(&running.lease(), Outcome::passed(), JournalWrite::default()).await;
    assert!(matches!(late, Err(store::Error::Fenced)), "{late:?}");
    let claim = flowtilla_shared::testing::claim_by("w2");
    assert!(target.executions().claim_next(&claim).await.unwrap().is_none());

    let topic = format!("run:{}", two.run.id);
    let events = target.events().after(PROJECT, &topic, 0, 1000).await.unwrap();
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "the numbers have a gap");
    assert!(matches!(events.last().unwrap().event, Event::RunFinished { status: Status::Errored, .. }));
    assert_eq!(told.len(), 1);
    assert!(target.keys().list(PROJECT).await.unwrap().iter().any(|key| key.name == "ci"));
    // the log of the project begins anew, and only what was told since becomes deliveries
    assert!(target.events().horizon(PROJECT).await.unwrap().is_some_and(|horizon| horizon > Position::default()));
    target.webhooks().make_deliveries(1000).await.unwrap();
    let many = "SELECT count(*) FROM webhook_deliveries WHERE type <> 'run.finished' AND type <> 'execution.finished'";
    assert_eq!(sqlx::query_scalar::<_, i64>(many).fetch_one(target.pool()).await.unwrap(), 0);
    // work goes on: new ids and positions collide with nothing
    let next = target.runs().create(flowtilla_shared::testing::new_run(1)).await.unwrap();
    assert_eq!(next.run.status, Status::Queued);

    let again = backup::restore(&target, &blobs, &dir).await.unwrap_err();
    assert!(again.to_string().contains("not empty"), "{again}");
    target.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_told_piece_by_piece_and_nothing_of_it_is_restored() {
    let stack = Stack::start().await;
    stack.run_of(3).await;
    let dir = stack.dir.join("backup");
    backup::create(&stack.store, &stack.blobs, &dir, Keep::Listed).await.unwrap();
    let into_it = backup::create(&stack.store, &stack.blobs, &dir, Keep::Listed).await;
    assert!(matches!(into_it, Err(Error::NotEmpty(_))), "{into_it:?}");

    let table = dir.join("tables/flow_executions.copy");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replacen("Flow 1", "Flow X", 1)).unwrap();
    fs::remove_file(dir.join("tables/events.copy")).unwrap();
    let Err(Error::Damaged(wrong)) = backup::verify(&dir).await else { panic!("damage was not seen") };
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    let target = empty(&stack, "damaged").await;
    let blobs = Blobs::open(stack.dir.join("other-blobs")).unwrap();
    assert!(matches!(backup::restore(&target, &blobs, &dir).await, Err(Error::Damaged(_))));
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(sqlx::query_scalar::<_, i64>(tables).fetch_one(target.pool()).await.unwrap(), 0);
    target.close().await;

    fs::remove_file(dir.join("manifest.json")).unwrap();
    assert!(matches!(backup::verify(&dir).await, Err(Error::NoBackup { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_program_is_refused_and_housekeeping_waits_for_one() {
    let stack = Stack::start().await;
    let dir = stack.dir.join("backup");
    let mut manifest = backup::create(&stack.store, &stack.blobs, &dir, Keep::Listed).await.unwrap();
    // the chores were put down again
    let held = flowtilla_shared::housekeeping::Held::take(&stack.store, "retention").await.unwrap();
    held.end(None).await.unwrap();
    manifest.schema.last_mut().unwrap().version += 1000;
    fs::write(dir.join("manifest.json"), serde_json::to_string(&manifest).unwrap()).unwrap();
    let target = empty(&stack, "newer").await;
    let refused = backup::restore(&target, &stack.blobs, &dir).await.unwrap_err();
    assert!(refused.to_string().contains("which this program does not have"), "{refused}");
    target.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_that_is_gone_is_named_in_the_manifest() {
    let stack = Stack::start().await;
    stack.run_of(1).await;
    let claimed = stack.claim("w").await.unwrap();
    let blob = stack.blobs.put(Bytes::from_static(b"lost")).await.unwrap();
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: "download".into(),
        name: None,
        media_type: "text/plain".into(),
        sha256: blob.sha256.clone(),
        bytes: blob.bytes,
        step_index: None,
    };
    let write = JournalWrite { artifacts: vec![artifact], ..JournalWrite::default() };
    stack.store.executions().finish(&claimed.lease(), Outcome::passed(), write).await.unwrap();
    // as a bad disk would have it
    fs::write(stack.blobs.path(&blob.sha256).unwrap(), b"rust").unwrap();
    let dir = stack.dir.join("backup");
    let manifest = backup::create(&stack.store, &stack.blobs, &dir, Keep::Copied).await.unwrap();
    assert_eq!(manifest.blobs.missing, [blob.sha256]);
    assert_eq!(manifest.blobs.count, 0);
}
