//! Deliveries: each event becomes one, and each is sent by one at a time, however many servers look.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::ids::{ProjectId, WebhookId},
    seal::KeyRing,
    store::{Attempt, NewWebhook, Page},
    testing::Stack,
};

const LEASE: Duration = Duration::from_secs(600);

async fn webhook(stack: &Stack) -> WebhookId {
    let id = WebhookId::new();
    let secret = KeyRing::parse(&KeyRing::generate()).unwrap().seal("x", b"y").unwrap();
    let new = NewWebhook { id, name: String::new(), url: "http://x/".into(), events: vec!["*".into()], secret };
    stack.store.webhooks().create(ProjectId::DEFAULT, new).await.unwrap().id
}

#[tokio::test]
async fn each_event_becomes_one_delivery_and_each_delivery_has_one_deliverer() {
    let stack = Stack::start().await;
    stack.run_of(3).await;
    let id = webhook(&stack).await;
    let webhooks = stack.store.webhooks();
    for _ in 0..5 {
        stack.run_of(3).await;
    }
    // a run of three and its executions are told by four events
    let mut made = 0;
    let began = Instant::now();
    // what a transaction that is still open may come before is left for the next look
    while made < 20 {
        assert!(began.elapsed() < Duration::from_secs(60), "only {made} of 20 events became deliveries");
        let looks = futures_util::future::join_all((0..4).map(|_| webhooks.make_deliveries(7))).await;
        made += looks.into_iter().map(Result::unwrap).sum::<u64>();
    }
    assert_eq!((made, webhooks.make_deliveries(1000).await.unwrap()), (20, 0));
    let list = webhooks.deliveries(ProjectId::DEFAULT, id, &Page::default(), None).await.unwrap();
    let events: BTreeSet<_> = list.items.iter().map(|row| (row.topic.clone(), row.seq)).collect();
    assert_eq!((list.total, events.len()), (20, 20));

    let claims = futures_util::future::join_all((0..8).map(|_| webhooks.claim(5, LEASE))).await;
    let mut taken: Vec<_> = claims.into_iter().flat_map(Result::unwrap).collect();
    taken.extend(webhooks.claim(100, LEASE).await.unwrap());
    let distinct: BTreeSet<_> = taken.iter().map(|due| due.id).collect();
    assert_eq!((taken.len(), distinct.len()), (20, 20), "a delivery was taken twice, or not at all");
}

#[tokio::test]
async fn whoever_lost_the_lease_writes_nothing() {
    let stack = Stack::start().await;
    let id = webhook(&stack).await;
    let webhooks = stack.store.webhooks();
    let ping = webhooks.ping(ProjectId::DEFAULT, id).await.unwrap();
    let late = webhooks.claim(1, LEASE).await.unwrap().remove(0);
    stack.execute("UPDATE webhook_deliveries SET next_at = now() WHERE id = $1", ping.id.0).await;
    let newer = webhooks.claim(1, LEASE).await.unwrap().remove(0);
    assert_eq!((late.id, newer.id, newer.tries), (ping.id, ping.id, 2));
    let attempt = |delivered| Attempt {
        status: Some(if delivered { 200 } else { 500 }),
        error: None,
        answer: None,
        duration: Duration::from_millis(5),
        again: (!delivered).then_some(Duration::from_secs(5)),
        delivered,
        gone: false,
    };
    webhooks.finish(&newer, attempt(true), LEASE).await.unwrap();
    webhooks.finish(&late, attempt(false), LEASE).await.unwrap();
    let row = webhooks.delivery(ProjectId::DEFAULT, id, ping.id).await.unwrap();
    assert_eq!((row.status.as_str(), row.last_status), ("delivered", Some(200)));
    assert_eq!(webhooks.attempts(ping.id).await.unwrap().len(), 1);
    assert!(webhooks.delivery(ProjectId::new(), id, ping.id).await.is_err(), "another project sees it");
}
