//! The doorbell: apalis' worker loop over our backend, with a real Redis that is killed, emptied and filled with junk.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flowtilla_shared::{
    config,
    domain::ids::ExecutionId,
    queue::{Depth, Queue, WorkerLoop, run_worker},
    testing::Stack,
};
use redis::AsyncCommands;
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

/// A worker loop whose handler tells the ring and waits for `go`.
struct Worker {
    heard: mpsc::UnboundedReceiver<ExecutionId>,
    go: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Handlers end at once unless `go` is empty.
    fn start(queue: &Queue, slots: usize, go: usize) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let (go, slots) = (Arc::new(Semaphore::new(go)), Arc::new(Semaphore::new(slots)));
        let shutdown = CancellationToken::new();
        let gate = Arc::clone(&go);
        let handler = move |id| {
            let (tell, gate) = (tell.clone(), Arc::clone(&gate));
            let job: futures_util::future::BoxFuture<'static, ()> = Box::pin(async move {
                let _ = tell.send(id);
                let _ = gate.acquire().await;
            });
            job
        };
        let worker = WorkerLoop {
            name: "w".into(),
            slots: Arc::clone(&slots),
            shutdown: shutdown.clone(),
            handler: Arc::new(handler),
        };
        let task = tokio::spawn(run_worker(queue.clone(), worker));
        Self { heard, go, slots, shutdown, task }
    }

    async fn next(&mut self) -> ExecutionId {
        timeout(PATIENCE, self.heard.recv()).await.expect("no ring came").unwrap()
    }

    async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.task).await.expect("the worker loop did not end").unwrap();
    }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("{what} did not happen"));
}

async fn redis(url: &str) -> redis::aio::MultiplexedConnection {
    redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap()
}

fn ids(n: usize) -> Vec<ExecutionId> {
    (0..n).map(|_| ExecutionId::new()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_reaches_an_idle_worker_at_once() {
    let stack = Stack::start().await;
    let mut worker = Worker::start(&stack.queue, 1, 1);
    stack.queue.probe(PATIENCE).await.unwrap();
    let mut times = Vec::new();
    for id in ids(31) {
        let begun = Instant::now();
        stack.queue.ring(&[id]).await;
        assert_eq!(worker.next().await, id);
        times.push(begun.elapsed());
    }
    times.sort();
    println!("ring to handler: median {:?}, worst {:?}", times[15], times[30]);
    assert!(times[15] < Duration::from_millis(50), "a poll, not the wake-up: {times:?}");
    worker.stop().await;
}

#[tokio::test]
async fn a_ring_that_nobody_took_is_not_doubled() {
    let stack = Stack::start().await;
    let both = ids(2);
    stack.queue.ring(&both).await;
    stack.queue.ring(&both).await;
    assert_eq!(stack.queue.depth().await.unwrap(), Depth { ready: 2, ..Depth::default() });
    let mut worker = Worker::start(&stack.queue, 1, 1);
    assert_eq!([worker.next().await, worker.next().await], both[..], "the oldest comes first");
    until("forgetting", async || stack.queue.depth().await.unwrap() == Depth::default()).await;
    stack.queue.ring(&both[..1]).await;
    assert_eq!(worker.next().await, both[0], "a ring after the end is a new one");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_rings_are_fine() {
    let stack = Stack::start().await;
    let all = ids(20_000);
    let begun = Instant::now();
    stack.queue.ring(&all).await;
    println!("20,000 rings sent in {:?}", begun.elapsed());
    assert_eq!(stack.queue.depth().await.unwrap().ready, 20_000);
    let seen = Arc::new(Mutex::new(HashSet::new()));
    let mut worker = Worker::start(&stack.queue, 50, 50);
    let begun = Instant::now();
    while seen.lock().unwrap().len() < all.len() {
        let id = worker.next().await;
        assert!(seen.lock().unwrap().insert(id), "`{id}` came twice");
    }
    println!("20,000 rings in {:?}", begun.elapsed());
    worker.stop().await;
}

#[tokio::test]
async fn no_more_is_taken_than_there_are_slots() {
    let stack = Stack::start().await;
    stack.queue.ring(&ids(5)).await;
    let mut worker = Worker::start(&stack.queue, 2, 0);
    worker.next().await;
    worker.next().await;
    assert!(stack.queue.probe(PATIENCE).await.is_ok(), "a busy worker answers probes");
    assert_eq!(stack.queue.depth().await.unwrap(), Depth { ready: 3, taken: 2, set_aside: 0 });
    assert_eq!(worker.slots.available_permits(), 0);
    worker.go.add_permits(5);
    for _ in 0..3 {
        worker.next().await;
    }
    worker.stop().await;
}

#[tokio::test]
async fn a_stopping_worker_takes_nothing_new_and_waits_for_what_runs() {
    let stack = Stack::start().await;
    stack.queue.ring(&ids(2)).await;
    let mut worker = Worker::start(&stack.queue, 1, 0);
    worker.next().await;
    worker.shutdown.cancel();
    tokio::task::yield_now().await;
    assert!(!worker.task.is_finished());
    worker.go.add_permits(1);
    timeout(PATIENCE, &mut worker.task).await.expect("the worker loop did not end").unwrap();
    assert_eq!(stack.queue.depth().await.unwrap(), Depth { ready: 1, ..Depth::default() });
}

#[tokio::test]
async fn a_panic_costs_one_job_and_no_slot() {
    let stack = Stack::start().await;
    let (tell, mut heard) = mpsc::unbounded_channel();
    let shutdown = CancellationToken::new();
    let handler = move |id| {
        let tell = tell.clone();
        let job: futures_util::future::BoxFuture<'static, ()> = Box::pin(async move {
            tell.send(id).unwrap();
            panic!("a handler that panics");
        });
        job
    };
    let slots = Arc::new(Semaphore::new(1));
    let worker = WorkerLoop { name: "w".into(), slots, shutdown: shutdown.clone(), handler: Arc::new(handler) };
    let task = tokio::spawn(run_worker(stack.queue.clone(), worker));
    stack.queue.ring(&ids(3)).await;
    for _ in 0..3 {
        timeout(PATIENCE, heard.recv()).await.expect("the worker died of a panic").unwrap();
    }
    until("forgetting", async || stack.queue.depth().await.unwrap() == Depth::default()).await;
    shutdown.cancel();
    timeout(PATIENCE, task).await.unwrap().unwrap();
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside() {
    let stack = Stack::start().await;
    // of its own, as it is emptied
    let server = stack.own_redis(false).await;
    let queue = Queue::connect(&config::Redis { url: server.url(), prefix: "own".into() }).await.unwrap();
    let mut direct = redis(&server.url()).await;
    let key = |last: &str| format!("{{own:rings}}:{last}");
    let _: () = direct.zadd(key("ready"), "not an id", 1).await.unwrap();
    let _: () = direct.zadd(key("ready"), b"\xff\x00\xfe".as_slice(), 2).await.unwrap();
    // junk of a wrong type under our names
    let _: () = direct.set(key("taken"), "junk").await.unwrap();
    let _: () = direct.set(key("aside"), "junk").await.unwrap();
    let id = ids(1);
    queue.ring(&id).await;
    let mut worker = Worker::start(&queue, 1, 1);
    assert_eq!(worker.next().await, id[0]);
    let depth = Depth { ready: 0, taken: 0, set_aside: 2 };
    until("setting aside", async || queue.depth().await.is_ok_and(|found| found == depth)).await;
    let _: () = direct.del(key("ready")).await.unwrap();
    let _: () = direct.lpush(key("ready"), "junk").await.unwrap();
    queue.ring(&id).await;
    assert_eq!(worker.next().await, id[0]);
    let _: () = redis::cmd("FLUSHALL").query_async(&mut direct).await.unwrap();
    let _: () = redis::cmd("SCRIPT").arg("FLUSH").query_async(&mut direct).await.unwrap();
    queue.ring(&id).await;
    assert_eq!(worker.next().await, id[0], "the loop ended with the content of Redis");
    worker.stop().await;
}

#[tokio::test]
async fn rings_of_a_dead_worker_come_back() {
    let stack = Stack::start().await;
    let mut direct = redis(&stack.config.redis.url).await;
    let (key, id) = (format!("{{{}:rings}}:taken", stack.config.redis.prefix), ids(1)[0]);
    // taken by someone who said nothing for long
    let _: () = direct.zadd(&key, id.to_string(), 1).await.unwrap();
    let mut worker = Worker::start(&stack.queue, 1, 1);
    assert_eq!(worker.next().await, id);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_survives_kills_of_redis() {
    let stack = Stack::start().await;
    let server = stack.own_redis(false).await;
    let queue = Queue::connect(&config::Redis { url: server.url(), prefix: "own".into() }).await.unwrap();
    let mut worker = Worker::start(&queue, 4, 0);
    let first = ids(1);
    queue.ring(&first).await;
    assert_eq!(worker.next().await, first[0]);
    let mut server = Some(server);
    for _ in 0..3 {
        let gone = server.take().unwrap();
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(gone.pid()), nix::sys::signal::Signal::SIGKILL).unwrap();
        until("the end of Redis", async || gone.has_ended()).await;
        drop(gone);
        // neither an error nor a wait for ever
        let begun = Instant::now();
        queue.ring(&ids(1)).await;
        assert!(queue.check().await.is_err() && begun.elapsed() < Duration::from_secs(6));
        server = Some(stack.own_redis(false).await);
        let id = ids(1);
        until("a ring after the restart", async || {
            queue.ring(&id).await;
            worker.heard.try_recv().is_ok()
        })
        .await;
        worker.go.add_permits(1);
    }
    worker.go.add_permits(10);
    assert!(queue.probe(PATIENCE).await.is_ok());
    worker.stop().await;
}

#[tokio::test]
async fn a_probe_without_a_worker_is_not_answered() {
    let stack = Stack::start().await;
    let answer = stack.queue.probe(Duration::from_millis(50)).await;
    assert_eq!(answer.unwrap_err().to_string(), "no worker answered within 50 ms");
    let worker = Worker::start(&stack.queue, 1, 1);
    stack.queue.probe(PATIENCE).await.unwrap();
    worker.stop().await;
}
