//! Rate limits over a real Redis.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    config,
    rates::{Quota, Rates},
    testing::Stack,
};

/// Asks until Redis was quick enough to count; how often it was asked.
async fn take(rates: &Rates, class: &'static str, who: &str, quota: u32) -> (Quota, usize) {
    let began = Instant::now();
    for asked in 1.. {
        if let Some(taken) = rates.take(class, who, quota).await {
            return (taken, asked);
        }
        assert!(began.elapsed() < Duration::from_secs(60), "Redis never answered in time");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    unreachable!("the loop has no end")
}

#[tokio::test]
async fn two_servers_share_one_quota_and_keys_do_not() {
    let stack = Stack::start().await;
    let servers = [Rates::open(&stack.config.redis), Rates::open(&stack.config.redis)];
    let mut asked = 0;
    let refused = loop {
        let (quota, times) = take(&servers[asked % 2], "read", "ada", 5).await;
        assert_eq!((quota.class, quota.quota), ("read", 5));
        if quota.refused.is_some() {
            break quota;
        }
        asked += times;
        assert!(quota.left < 5, "{quota:?}");
        // one comes back every twelve seconds, so a slow machine may add a few
        assert!(asked < 100, "nothing was ever refused");
    };
    assert!(asked >= 5, "only {asked} of 5 were let through");
    assert!(refused.refused.is_some_and(|after| (1..=12).contains(&after)), "{refused:?}");
    assert!((1..=60).contains(&refused.whole_after), "{refused:?}");
    assert_eq!(take(&servers[0], "read", "bob", 50).await.0.refused, None, "another key paid for the first");
    assert_eq!(take(&servers[0], "write", "ada", 50).await.0.refused, None, "another class paid for the first");
    assert_eq!(servers[0].take("read", "ada", 0).await, None, "0 is no limit");
}

#[tokio::test]
async fn nothing_is_limited_while_redis_is_away() {
    let stack = Stack::start().await;
    let redis = stack.own_redis(false).await;
    let rates = Rates::open(&config::Redis { url: redis.url(), prefix: "own".into() });
    while take(&rates, "read", "ada", 1).await.0.refused.is_none() {}
    redis.stop().await;
    for _ in 0..3 {
        assert_eq!(rates.take("read", "ada", 1).await, None);
    }
}
