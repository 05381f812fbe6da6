//! `WS /ws`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};

use crate::{
    app::{App, PATIENCE},
    worker,
};

fn seqs(events: &[Value]) -> Vec<i64> {
    events.iter().map(|event| event["seq"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_subscriber_sees_a_run_live_from_its_first_event_to_its_last() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let topic = format!("run:{id}");
    let mut socket = app.socket("").await;
    let head = socket.subscribe(&topic, Some(json!(0))).await;
    assert_eq!(head, 2, "run.queued and execution.queued");
    let (events, ()) = tokio::join!(socket.until("run.finished"), worker::run_all(&app.stack, 1, 5));
    let log = app.get(&format!("/api/test-runs/{id}/events?limit=1000")).await.expect(200);
    assert_eq!(json!(events), log["items"], "the socket and the log differ");
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
    socket.say(json!({ "type": "unsubscribe", "topic": topic })).await;
    assert_eq!(socket.hear().await, json!({ "type": "unsubscribed", "topic": topic }));
    app.stop().await;
}

#[tokio::test]
async fn cut_sockets_resume_without_a_hole_while_a_writer_appends() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let topic = format!("run:{id}");
    let over = Arc::new(AtomicBool::new(false));
    let client = |pieces: usize| {
        let (app, topic) = (&app, &topic);
        async move {
            let (mut seen, mut after) = (Vec::new(), 0);
            loop {
                let mut socket = app.socket(&format!("?topic={topic}&after={after}")).await;
                assert_eq!(socket.hear().await["type"], "subscribed");
                for _ in 0..pieces {
                    let event = socket.hear().await;
                    after = event["seq"].as_i64().unwrap();
                    let last = event["type"] == "run.finished";
                    seen.push(event);
                    if last {
                        return seen;
                    }
                }
                // cut without a word
                drop(socket);
            }
        }
    };
    let writer = async {
        worker::run_all(&app.stack, 1, 120).await;
        over.store(true, Ordering::Relaxed);
    };
    let (a, b, c, ()) = tokio::join!(client(7), client(31), client(97), writer);
    let log = app.get(&format!("/api/test-runs/{id}/events?limit=1000")).await.expect(200);
    for seen in [a, b, c] {
        assert_eq!(json!(seen), log["items"], "a resumed client has another log than the database");
    }
    app.stop().await;
}

#[tokio::test]
async fn lost_hints_are_filled_from_the_rows() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let mut socket = app.socket("").await;
    socket.subscribe(&format!("run:{id}"), Some(json!(0))).await;
    // a writer whose publishes are all lost, then one hint
    let lease = {
        let claimed = app.stack.claim("quiet").await.unwrap();
        app.stack.store.executions().begin_attempt(&claimed).await.unwrap().lease
    };
    worker::step(&app.stack, &lease, 0).await;
    let events = socket.until("step.finished").await;
    assert_eq!(seqs(&events), (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>());
    // and one after which no hint comes at all
    let outcome = flowtilla_shared::domain::outcome::Outcome::passed();
    app.stack.store.executions().finish(&lease, outcome, Default::default()).await.unwrap();
    let rest = socket.until("run.finished").await;
    assert_eq!(seqs(&rest)[0], i64::try_from(events.len()).unwrap() + 1);
    app.stop().await;
}

#[tokio::test]
async fn the_firehose_has_every_event_once_and_resumes_by_position() {
    let app = App::start().await;
    let mut socket = app.socket("").await;
    let start = socket.subscribe("all", None).await;
    let (first, second) = (app.execute(1).await, app.execute(1).await);
    worker::run_all(&app.stack, 2, 4).await;
    let (mut seen, mut finished) = (Vec::new(), 0);
    while finished < 2 {
        let event = socket.hear().await;
        finished += usize::from(event["type"] == "run.finished");
        seen.push(event);
    }
    for id in [&first, &second] {
        let of_run: Vec<Value> =
            seen.iter().filter(|event| event["topic"] == format!("run:{id}")).cloned().map(without_position).collect();
        let log = app.get(&format!("/api/test-runs/{id}/events?limit=1000")).await.expect(200);
        assert_eq!(json!(of_run), log["items"]);
    }
    // from the start, and from any event in the middle
    for (after, rest) in [(start, &seen[..]), (seen[5]["position"].clone(), &seen[6..])] {
        let mut again = app.socket("").await;
        again.subscribe("all", Some(after)).await;
        for event in rest {
            assert_eq!(&again.hear().await, event);
        }
    }
    app.stop().await;
}

fn without_position(mut event: Value) -> Value {
    event.as_object_mut().unwrap().remove("position").expect("events of the firehose have a position");
    event
}

#[tokio::test]
async fn a_place_that_makes_no_sense_is_answered_with_a_reset() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let topic = format!("run:{id}");
    for (topic, after) in [
        (topic.as_str(), json!(5000)),
        (&topic, json!("yesterday")),
        ("all", json!("yesterday")),
        ("all", json!("7fffffffffff.1")),
    ] {
        let mut socket = app.socket("").await;
        socket.subscribe(topic, Some(after.clone())).await;
        let event = socket.hear().await;
        assert_eq!(event["type"], "reset", "{topic} after {after}: {event}");
        assert!(event["data"]["reason"].as_str().unwrap().contains("Read the state again"));
    }
    let mut socket = app.socket("").await;
    socket.subscribe(&topic, Some(json!(5000))).await;
    assert_eq!(socket.hear().await["type"], "reset");
    worker::run_all(&app.stack, 1, 1).await;
    assert_eq!(socket.hear().await["seq"], 3, "after a reset it goes on at the head");
    app.stop().await;
}

#[tokio::test]
async fn messages_that_make_no_sense_leave_the_socket_open() {
    let app = App::start().await;
    let mut socket = app.socket("").await;
    for message in [
        json!("hello"),
        json!({ "type": "dance" }),
        json!({ "type": "subscribe" }),
        json!({ "type": "subscribe", "topic": "weather" }),
    ] {
        socket.say(message).await;
        let heard = socket.hear().await;
        assert_eq!((&heard["type"], &heard["status"]), (&json!("error"), &json!(400)), "{heard}");
    }
    socket.say(json!({ "type": "subscribe", "topic": "run:01970000-0000-7000-8000-000000000000" })).await;
    assert_eq!(socket.hear().await["status"], 404);
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await["type"], "pong");
    let mut lost = app.socket("?topic=run:01970000-0000-7000-8000-000000000000").await;
    assert_eq!(lost.next().await, Err(4404));
    app.stop().await;
}

#[tokio::test]
async fn a_flood_and_an_oversized_message_close_the_socket() {
    let app = App::start().await;
    let mut socket = app.socket("").await;
    for _ in 0..201 {
        socket.say(json!({ "type": "ping" })).await;
    }
    let code = loop {
        if let Err(code) = socket.next().await {
            break code;
        }
    };
    assert_eq!(code, 4429);
    let mut socket = app.socket("").await;
    socket.say(json!({ "type": "x".repeat(70_000) })).await;
    assert_eq!(socket.next().await, Err(1009));
    app.stop().await;
}

#[tokio::test]
async fn sockets_are_closed_with_1001_when_the_server_stops() {
    let app = App::start().await;
    let mut socket = app.socket("").await;
    socket.subscribe("all", None).await;
    app.shutdown.cancel();
    assert_eq!(socket.next().await, Err(1001));
    app.stop().await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_closed_with_4008_and_can_resume() {
    let app = App::with(true, |config| config.api.socket_backlog = 20).await;
    let id = app.execute(1).await;
    let topic = format!("run:{id}");
    // a client with a tiny receive buffer that reads nothing
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(app.address).await.unwrap();
    let hello = format!(
        "GET /ws?topic={topic}&after=0 HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        app.address
    );
    stream.write_all(hello.as_bytes()).await.unwrap();
    let lease = worker::begin(&app.stack).await;
    let mut written = 0;
    let slow = tokio::time::timeout(PATIENCE * 2, async {
        loop {
            for _ in 0..50 {
                let log = vec!["x".repeat(1000); 20];
                let error = flowtilla_shared::domain::outcome::StepError::refused("large").with_log(log);
                worker::noisy_step(&app.stack, &lease, written, error).await;
                written += 1;
            }
            let stats = app.get("/api/websocket-stats").await.expect(200);
            if stats["closed_too_slow"] == 1 {
                break;
            }
        }
    });
    slow.await.expect("the slow client was never closed");
    // what it finds when it reads at last: events, then the reason
    let mut bytes = Vec::new();
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .expect("the server ends the socket")
        .unwrap_or(0);
    let close = bytes.windows(4).rposition(|frame| frame[0] == 0x88 && frame[2..4] == 4008_u16.to_be_bytes());
    assert!(close.is_some(), "no close frame with 4008 in {} bytes", bytes.len());
    let mut again = app.socket("").await;
    let head = again.subscribe(&topic, Some(json!(0))).await.as_i64().unwrap();
    for seq in 1..=head {
        assert_eq!(again.hear().await["seq"], seq);
    }
    app.stop().await;
}

#[tokio::test]
async fn fifty_sockets_of_one_run_all_see_it_whole() {
    let app = App::start().await;
    let id = app.execute(1).await;
    let sockets = futures_util::future::join_all((0..50).map(|_| app.socket(""))).await;
    let listeners = sockets.into_iter().map(|mut socket| {
        let topic = format!("run:{id}");
        async move {
            socket.subscribe(&topic, Some(json!(0))).await;
            socket.until("run.finished").await
        }
    });
    let (all, ()) = tokio::join!(futures_util::future::join_all(listeners), worker::run_all(&app.stack, 1, 20));
    let log = app.get(&format!("/api/test-runs/{id}/events?limit=1000")).await.expect(200);
    assert!(all.into_iter().all(|events| json!(events) == log["items"]));
    tokio::time::timeout(Duration::from_secs(5), async {
        while app.get("/api/websocket-stats").await.expect(200)["open_sockets"] != 0 {}
    })
    .await
    .expect("closed sockets are forgotten");
    app.stop().await;
}
