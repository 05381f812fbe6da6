//! Live hints between processes, and blobs.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use flowtilla_shared::{
    blob::{Blobs, Error},
    config,
    domain::{
        event::{Event, run_topic},
        ids::{ExecutionId, ProjectId, TestRunId},
        journal::Committed,
    },
    live::{ControlMessage, ControlStream, Hint, Live, LiveStream},
    testing::Stack,
};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

fn committed(message: &str) -> Committed {
    let run = TestRunId::new();
    let event = Event::ConsoleError { execution_id: ExecutionId::new(), message: message.into(), url: None, count: 1 };
    Committed::new(ProjectId::DEFAULT, run_topic(run), 7, Utc::now(), vec![event.clone(), event])
}

async fn next(stream: &mut LiveStream) -> Hint {
    timeout(PATIENCE, stream.next()).await.expect("no hint came")
}

/// The connection stands when its first gap is told.
async fn connected(stream: &mut LiveStream) {
    assert_eq!(next(stream).await, Hint::Gap);
}

async fn heard(stream: &mut ControlStream) -> ControlMessage {
    loop {
        if let Some(message) = timeout(PATIENCE, stream.next()).await.expect("no message came") {
            return message;
        }
    }
}

#[tokio::test]
async fn a_hint_reaches_every_process_with_its_events() {
    let stack = Stack::start().await;
    let other = Live::connect(&stack.config.redis).await.unwrap();
    let (mut here, mut there) = (stack.live.subscribe(), other.subscribe());
    connected(&mut here).await;
    connected(&mut there).await;
    let told = committed("broken");
    stack.live.publish(&told).await;
    stack.live.publish(&Committed::nothing(ProjectId::DEFAULT, told.topic.clone())).await;
    let large = committed(&"x".repeat(40_000));
    stack.live.publish(&large).await;
    for stream in [&mut here, &mut there] {
        assert_eq!(next(stream).await, Hint::Committed(told.clone().into()));
        let Hint::Committed(hint) = next(stream).await else { panic!("a hint was lost") };
        assert_eq!((hint.head, hint.envelopes.len()), (7, 0), "too large to go along");
        assert_eq!(hint.topic, large.topic);
    }
}

#[tokio::test]
async fn a_control_message_reaches_every_process() {
    let stack = Stack::start().await;
    let other = Live::connect(&stack.config.redis).await.unwrap();
    let (mut hints, mut controls) = (other.subscribe(), other.subscribe_control());
    connected(&mut hints).await;
    let message = ControlMessage::CancelExecution(ExecutionId::new());
    stack.live.control(message.clone()).await;
    assert_eq!(heard(&mut controls).await, message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_made_again_and_told_as_a_gap() {
    let stack = Stack::start().await;
    let server = stack.own_redis(false).await;
    let live = Live::connect(&config::Redis { url: server.url(), prefix: "own".into() }).await.unwrap();
    let mut hints = live.subscribe();
    connected(&mut hints).await;
    server.stop().await;
    // lost, and nobody waits for it
    live.publish(&committed("lost")).await;
    let _server = stack.own_redis(false).await;
    connected(&mut hints).await;
    let told = committed("heard");
    let publish = async {
        loop {
            live.publish(&told).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let hear = async { while next(&mut hints).await != Hint::Committed(told.clone().into()) {} };
    tokio::select! {
        () = publish => {}
        () = hear => {}
    }
}

#[tokio::test]
async fn a_slow_subscriber_hears_of_a_gap() {
    let stack = Stack::start().await;
    let mut hints = stack.live.subscribe();
    connected(&mut hints).await;
    let mut fast = stack.live.subscribe();
    let told = committed("many");
    for _ in 0..10 {
        for _ in 0..1000 {
            stack.live.publish(&told).await;
        }
        for _ in 0..1000 {
            next(&mut fast).await;
        }
    }
    assert_eq!(next(&mut hints).await, Hint::Gap);
}

#[tokio::test]
async fn blobs_are_named_by_their_content() {
    let stack = Stack::start().await;
    let bytes = Bytes::from_static(b"hello");
    let stored = stack.blobs.put(bytes.clone()).await.unwrap();
    assert_eq!(stored.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!((stack.blobs.put(bytes.clone()).await.unwrap(), stored.bytes), (stored.clone(), 5));
    let other = Blobs::open(stack.dir.join("blobs")).unwrap();
    assert_eq!(other.get(&stored.sha256).await.unwrap(), bytes);
    for wrong in ["", "../../etc/passwd", &"A".repeat(64), &"0".repeat(65)] {
        assert!(matches!(stack.blobs.get(wrong).await, Err(Error::BadName(_))), "{wrong}");
    }
    stack.blobs.delete(&stored.sha256).await.unwrap();
    stack.blobs.delete(&stored.sha256).await.unwrap();
    assert!(matches!(stack.blobs.get(&stored.sha256).await, Err(Error::NotFound(_))));
    let empty = stack.blobs.put(Bytes::new()).await.unwrap();
    assert!(stack.blobs.get(&empty.sha256).await.unwrap().is_empty());
}
