//! One per process: hears every hint of the fleet and keeps the feeds of the topics that somebody follows.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use flowtilla_shared::{
    domain::{
        agent::session_topic,
        ids::{AgentSessionId, MutationScoreId, ProjectId, TestRunId, TestSessionId},
        journal::Committed,
    },
    live::{Hint, Live},
    store::{Error, Store},
};
use tokio::sync::Semaphore;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    feed::Feed,
    log::{Log, ProjectLog, TopicLog, topic_frame},
    tail::Tail,
};

/// Subscribers that read rows at the same moment.
const READS: usize = 8;

/// See the module.
pub struct Hub {
    store: Store,
    topics: Mutex<Feeds<String, TopicLog>>,
    projects: Mutex<Feeds<ProjectId, ProjectLog>>,
    reads: Arc<Semaphore>,
    pub rows_read: Arc<AtomicU64>,
    pub hints: AtomicU64,
    pub gaps: AtomicU64,
    shutdown: CancellationToken,
}

type Feeds<N, L> = HashMap<N, Weak<Followed<L>>>;

/// A feed as long as somebody follows it; its task ends with the last follower.
pub struct Followed<L: Log> {
    pub feed: Arc<Feed<L>>,
    _stop: DropGuard,
}

impl<L: Log> Followed<L> {
    fn start(log: L, head: L::Key, shutdown: &CancellationToken) -> Arc<Self> {
        let stop = shutdown.child_token();
        Arc::new(Self { feed: Feed::start(log, head, stop.clone()), _stop: stop.drop_guard() })
    }
}

/// A subscriber's tail, and what keeps its feed alive.
pub struct Subscription<L: Log> {
    pub tail: Tail<L>,
    pub followed: Arc<Followed<L>>,
}

impl Hub {
    /// Starts to listen; ends with `shutdown`.
    pub fn start(store: Store, live: &Live, shutdown: CancellationToken) -> Arc<Self> {
        let hub = Arc::new(Self {
            store,
            topics: Mutex::default(),
            projects: Mutex::default(),
            reads: Arc::new(Semaphore::new(READS)),
            rows_read: Arc::default(),
            hints: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
            shutdown: shutdown.clone(),
        });
        let mut hints = live.subscribe();
        let listener = Arc::clone(&hub);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    hint = hints.next() => listener.hear(&hint),
                }
            }
        });
        hub
    }

    fn hear(&self, hint: &Hint) {
        match hint {
            Hint::Committed(committed) => {
                self.hints.fetch_add(1, Ordering::Relaxed);
                self.hear_committed(committed);
            }
            Hint::Gap => {
                self.gaps.fetch_add(1, Ordering::Relaxed);
                lock(&self.topics).values().filter_map(Weak::upgrade).for_each(|followed| followed.feed.mark_dirty());
                lock(&self.projects).values().filter_map(Weak::upgrade).for_each(|followed| followed.feed.mark_dirty());
            }
        }
    }

    fn hear_committed(&self, committed: &Committed) {
        let project = lock(&self.projects).get(&committed.project).and_then(Weak::upgrade);
        if let Some(followed) = project {
            followed.feed.mark_dirty();
        }
        let topic = lock(&self.topics).get(&committed.topic).and_then(Weak::upgrade);
        if let Some(followed) = topic {
            let feed = &followed.feed;
            let hole = feed.push(committed.envelopes.iter().cloned().map(topic_frame));
            if hole || feed.top() < committed.head {
                feed.mark_dirty();
            }
        }
    }

    /// Follows one run.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the project has no such run.
    pub async fn follow_run(&self, project: ProjectId, id: TestRunId) -> Result<Arc<Followed<TopicLog>>, Error> {
        self.store.runs().summary(project, id).await?;
        self.follow_topic(project, flowtilla_shared::domain::event::run_topic(id)).await
    }

    /// Follows one generation.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the project has no such generation.
    pub async fn follow_generation(
        &self,
        project: ProjectId,
        id: TestSessionId,
    ) -> Result<Arc<Followed<TopicLog>>, Error> {
        self.store.generations().get(project, id).await?;
        self.follow_topic(project, flowtilla_shared::domain::event::generation_topic(id)).await
    }

    /// Follows one measurement of a mutation score.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the project has no such measurement.
    pub async fn follow_mutation(
        &self,
        project: ProjectId,
        id: MutationScoreId,
    ) -> Result<Arc<Followed<TopicLog>>, Error> {
        self.store.mutation_scores().get(project, id).await?;
        self.follow_topic(project, flowtilla_shared::domain::mutation::mutation_topic(id)).await
    }

    /// Follows one agent session.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the project has no such session.
    pub async fn follow_session(
        &self,
        project: ProjectId,
        id: AgentSessionId,
    ) -> Result<Arc<Followed<TopicLog>>, Error> {
        self.store.agent_sessions().desktop(project, id).await?;
        self.follow_topic(project, session_topic(id)).await
    }

    /// Follows a stream that was just found in this project.
    async fn follow_topic(&self, project: ProjectId, topic: String) -> Result<Arc<Followed<TopicLog>>, Error> {
        if let Some(followed) = lock(&self.topics).get(&topic).and_then(Weak::upgrade) {
            // a topic belongs to one project
            return Ok(followed);
        }
        let log = TopicLog { store: self.store.clone(), project, topic: topic.clone() };
        let head = log.head().await?;
        let followed = enter(&self.topics, topic, log, head, &self.shutdown);
        // a hint may have gone by between the look at the head and the entry into the table
        followed.feed.mark_dirty();
        Ok(followed)
    }

    /// Follows everything in a project.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow_project(&self, project: ProjectId) -> Result<Arc<Followed<ProjectLog>>, Error> {
        if let Some(followed) = lock(&self.projects).get(&project).and_then(Weak::upgrade) {
            return Ok(followed);
        }
        let log = ProjectLog { store: self.store.clone(), project };
        let head = log.head().await?;
        let followed = enter(&self.projects, project, log, head, &self.shutdown);
        followed.feed.mark_dirty();
        Ok(followed)
    }

    /// Begins to read what is followed, after a place; `None`: only what comes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn subscribe<L: Log>(
        &self,
        followed: Arc<Followed<L>>,
        after: Option<L::Key>,
    ) -> Result<Subscription<L>, Error> {
        let tail = Tail::start(Arc::clone(&followed.feed), Arc::clone(&self.reads), Arc::clone(&self.rows_read), after)
            .await?;
        Ok(Subscription { tail, followed })
    }

    /// Begins with a `reset`, because the place that the client named makes no sense.
    pub fn subscribe_after_reset<L: Log>(&self, followed: Arc<Followed<L>>, reason: String) -> Subscription<L> {
        let tail = Tail::start_with_reset(
            Arc::clone(&followed.feed),
            Arc::clone(&self.reads),
            Arc::clone(&self.rows_read),
            reason,
        );
        Subscription { tail, followed }
    }

    /// Topics and projects that somebody follows now.
    pub fn followed(&self) -> usize {
        let topics = lock(&self.topics).values().filter(|feed| feed.strong_count() > 0).count();
        topics + lock(&self.projects).values().filter(|feed| feed.strong_count() > 0).count()
    }
}

/// The feed of that name: the one that is there, or a new one.
fn enter<N: std::hash::Hash + Eq, L: Log>(
    feeds: &Mutex<Feeds<N, L>>,
    name: N,
    log: L,
    head: L::Key,
    shutdown: &CancellationToken,
) -> Arc<Followed<L>> {
    let mut feeds = lock(feeds);
    feeds.retain(|_, feed| feed.strong_count() > 0);
    if let Some(followed) = feeds.get(&name).and_then(Weak::upgrade) {
        return followed;
    }
    let followed = Followed::start(log, head, shutdown);
    feeds.insert(name, Arc::downgrade(&followed));
    followed
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
