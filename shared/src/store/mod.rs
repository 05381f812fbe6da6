//! The rows: everything that is true is here, in Postgres.
//!
//! One function is one statement or one short transaction; the guard stands in the `WHERE`; the clock is the database's.
//! Locks are always taken in the order executions (by id), run, stream, and a transaction that changes something moves
//! the head of its stream last, so that event numbers have no gaps and the lock is held only for a moment.

mod agents;
mod artifacts;
mod audit;
mod baselines;
mod browsers;
mod chores;
mod desktop_views;
mod dump;
mod error;
mod events;
mod executions;
mod facts;
mod flows;
mod generations;
mod keys;
mod logins;
mod mutation_scores;
mod notices;
mod page;
mod permissions;
mod profiles;
mod projects;
mod proposals;
mod quotas;
mod retention;
mod reviews;
mod runs;
mod schedules;
mod secrets;
mod spending;
mod stats;
mod sweep;
mod test_sessions;
mod webhooks;
mod words;
mod workers;

use std::time::{Duration, Instant};

use sqlx::{
    Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use agents::{
    AgentCallRow, AgentDesktopRow, AgentFileRow, AgentLease, AgentSessionFilter, AgentSessionRow, AgentSessions,
    AgentTemplateRow, AgentTemplates, AgentUsage, AgentVideoRow, ApprovalDecision, ApprovalRow, Attended, CallResult,
    ClaimedSession, ClaimedVideo, ClipboardAsk, MessageRow, NewAgentCall, NewAgentSession, NewApproval, NewMessage,
    RfbDoor, SavedFile,
};
pub use artifacts::{ArtifactRow, Artifacts};
pub use audit::{Audit, AuditFilter, AuditRow, NewAudit};
pub use baselines::{BaselineKey, BaselineRow, BaselineStatus, Baselines};
pub use browsers::{BrowserSessionRow, Browsers, NewBrowserSession};
pub use chores::{ChoreRow, Chores, Hold};
pub use desktop_views::{DesktopViews, Driver, Ticket, ViewedDesktop, ViewedSession};
pub use dump::{AppliedMigration, Dump, Load, Settled, Table};
pub use error::{Conflict, Error};
pub use events::{Events, Position};
pub use executions::{Begun, Caps, ClaimBy, Claimed, ExecutionFilter, Executions, Finished, Renewal, RenewalState};
pub use facts::PostgresFacts;
pub use flows::{Approval, Decision, FlowRow, FlowVersionRow, Flows, NewFlow};
pub use generations::{ClaimedGeneration, GenerationEnd, GenerationLease, GenerationRow, Generations, JobHold};
pub use keys::{ApiKeyRow, EndedKeys, Keys, NewKey};
pub use logins::Logins;
pub use mutation_scores::{
    ClaimedMutationScore, MutationEnd, MutationLease, MutationScoreRow, MutationScores, NewMutationScore,
};
pub use notices::{NewNotice, Notices};
pub use page::{Page, Paged};
pub use permissions::{NewPermission, PermissionKind, PermissionRow, PermissionStatus, Permissions};
pub use profiles::{ProfileRow, ProfileRules, Profiles};
pub use projects::{ProjectRow, Projects};
pub use proposals::{NewProposal, ProposalRow, ProposalStatus, Proposals};
pub use quotas::{ProjectRules, ProjectUsage, Rules};
pub use retention::{Batch, Gone, Retention};
pub use reviews::{CommentRow, DecisionRow, NewComment, Reviews};
pub use runs::{
    AttemptSteps, Cancelled, CreatedRun, ExecutionDetail, ExecutionRow, Idempotency, NewExecution, NewRun, RerunOnly,
    RunDetail, RunRow, Runs,
};
pub use schedules::{DueSchedule, HeldTick, SchedulePlan, ScheduleRow, Schedules, TickRow};
pub use secrets::{NewSecret, SecretRow, Secrets, TotpStep, place};
pub use spending::{CallRow, ModelSpent, NewCall, Reservation, Settlement, SpendCaps, Spending, SpentDay};
pub use stats::{QueueDepth, Stats, SystemStats};
pub use sweep::{Overdue, Sweep};
pub use test_sessions::{NewTestSession, TestSessionDetail, TestSessionRow, TestSessions};
pub use webhooks::{Attempt, AttemptRow, DeliveryRow, Due, NewWebhook, WebhookChange, WebhookRow, Webhooks};
pub use workers::{Heartbeat, NewWorker, WorkerRow, WorkerStatus, Workers};

use crate::config;

/// Longest answer to [`Store::check`].
const CHECK_DEADLINE: Duration = Duration::from_secs(2);

/// How long an idle connection is trusted without a question.
const TRUSTED: Duration = Duration::from_secs(1);
/// Pause before the first connection is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(200);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// The connection pool, and one door to each kind of row.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
}

/// How the database's schema stands against the migrations in this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// The newest migration that the database has; 0 for none.
    pub applied: i64,
    /// The newest migration that this program knows.
    pub newest: i64,
    /// The migrations that this program knows and the database does not have.
    pub missing: Vec<i64>,
}

impl SchemaStatus {
    /// Whether this program can work with the database.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.missing.is_empty()
    }
}

fn pool_options(config: &config::Database) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(config.max_connections)
        .acquire_timeout(config.acquire_timeout)
        // one that was used a moment ago is well, and asking each time would cost a round trip for every statement
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for > TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

impl Store {
    /// Opens the pool; the first connection is made at once, so that a wrong address is told at start. While nobody can be
    /// reached it tries again, until `acquire_timeout` is over.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is made within `acquire_timeout`.
    pub async fn connect(config: &config::Database) -> Result<Self, Error> {
        let options: PgConnectOptions = config.url.parse()?;
        let options = options.application_name("flowtilla").options([
            // a claim or a finish takes milliseconds; whatever takes longer than this is stuck
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "30s"),
            ("lock_timeout", "10s"),
            // our statements are few, short and go by index: planning or compiling them each time costs more than it saves
            ("plan_cache_mode", "force_generic_plan"),
            ("jit", "off"),
            // a plan that was made while a table was small must not read all of it when it has grown; and only a plain
            // index scan clears away the entries of rows that have moved on, thousands of them in a busy queue
            ("enable_seqscan", "off"),
            ("enable_bitmapscan", "off"),
        ]);
        let until = Instant::now() + config.acquire_timeout;
        let pool = loop {
            match pool_options(config).connect_with(options.clone()).await {
                // a machine that has just started may have no way there yet
                Err(sqlx::Error::Io(_)) if Instant::now() < until => tokio::time::sleep(TRY_AGAIN).await,
                connected => break connected?,
            }
        };
        Ok(Self { pool })
    }

    /// A store over an existing pool.
    #[must_use]
    pub fn over(pool: PgPool) -> Self {
        Self { pool }
    }

    /// A store on the same database with one connection of its own, made when it is first needed.
    ///
    /// It belongs to the runtime that calls this: for a thread that must not depend on any other.
    #[must_use]
    pub fn alone(&self) -> Self {
        let options = PgConnectOptions::clone(&self.pool.connect_options());
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(CHECK_DEADLINE).connect_lazy_with(options);
        Self { pool }
    }

    /// The pool, for tests and tools.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Applies the migrations that the database does not have; safe to call from several processes at once.
    ///
    /// # Errors
    /// When a migration fails, or the database was migrated by a program whose migrations differ.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        MIGRATIONS.run(&self.pool).await
    }

    /// Compares the database's schema with this program's migrations, without changing anything.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn schema_status(&self) -> Result<SchemaStatus, Error> {
        let known = sqlx::query_scalar::<_, bool>("SELECT to_regclass('_sqlx_migrations') IS NOT NULL");
        let applied: Vec<i64> = if known.fetch_one(&self.pool).await? {
            let all = sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version");
            all.fetch_all(&self.pool).await?
        } else {
            Vec::new()
        };
        let known: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        Ok(SchemaStatus {
            newest: known.iter().copied().max().unwrap_or(0),
            missing: known.into_iter().filter(|version| !applied.contains(version)).collect(),
            applied: applied.last().copied().unwrap_or(0),
        })
    }

    /// Asks the database for a sign of life, for at most two seconds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when none comes.
    pub async fn check(&self) -> Result<(), Error> {
        match tokio::time::timeout(CHECK_DEADLINE, sqlx::query("SELECT 1").execute(&self.pool)).await {
            Ok(answer) => answer.map(drop).map_err(Error::Unavailable),
            Err(_) => Err(Error::Unavailable(sqlx::Error::PoolTimedOut)),
        }
    }

    /// Closes every connection after its statement.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    #[must_use]
    pub fn runs(&self) -> Runs<'_> {
        Runs { pool: &self.pool }
    }

    #[must_use]
    pub fn executions(&self) -> Executions<'_> {
        Executions { pool: &self.pool }
    }

    #[must_use]
    pub fn sweep(&self) -> Sweep<'_> {
        Sweep { pool: &self.pool }
    }

    #[must_use]
    pub fn flows(&self) -> Flows<'_> {
        Flows { pool: &self.pool }
    }

    #[must_use]
    pub fn test_sessions(&self) -> TestSessions<'_> {
        TestSessions { pool: &self.pool }
    }

    #[must_use]
    pub fn browsers(&self) -> Browsers<'_> {
        Browsers { pool: &self.pool }
    }

    #[must_use]
    pub fn workers(&self) -> Workers<'_> {
        Workers { pool: &self.pool }
    }

    #[must_use]
    pub fn keys(&self) -> Keys<'_> {
        Keys { pool: &self.pool }
    }

    #[must_use]
    pub fn logins(&self) -> Logins<'_> {
        Logins { pool: &self.pool }
    }

    #[must_use]
    pub fn schedules(&self) -> Schedules<'_> {
        Schedules { pool: &self.pool }
    }

    #[must_use]
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks { pool: &self.pool }
    }

    #[must_use]
    pub fn audit(&self) -> Audit<'_> {
        Audit { pool: &self.pool }
    }

    #[must_use]
    pub fn chores(&self) -> Chores<'_> {
        Chores { pool: &self.pool }
    }

    #[must_use]
    pub fn rules(&self) -> Rules<'_> {
        Rules { pool: &self.pool }
    }

    #[must_use]
    pub fn retention(&self) -> Retention<'_> {
        Retention { pool: &self.pool }
    }

    #[must_use]
    pub fn projects(&self) -> Projects<'_> {
        Projects { pool: &self.pool }
    }

    #[must_use]
    pub fn reviews(&self) -> Reviews<'_> {
        Reviews { pool: &self.pool }
    }

    #[must_use]
    pub fn secrets(&self) -> Secrets<'_> {
        Secrets { pool: &self.pool }
    }

    #[must_use]
    pub fn profiles(&self) -> Profiles<'_> {
        Profiles { pool: &self.pool }
    }

    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events { pool: &self.pool }
    }

    #[must_use]
    pub fn artifacts(&self) -> Artifacts<'_> {
        Artifacts { pool: &self.pool }
    }

    #[must_use]
    pub fn baselines(&self) -> Baselines<'_> {
        Baselines { pool: &self.pool }
    }

    #[must_use]
    pub fn agent_sessions(&self) -> AgentSessions<'_> {
        AgentSessions { pool: &self.pool }
    }

    #[must_use]
    pub fn agent_templates(&self) -> AgentTemplates<'_> {
        AgentTemplates { pool: &self.pool }
    }

    #[must_use]
    pub fn desktop_views(&self) -> DesktopViews<'_> {
        DesktopViews { pool: &self.pool }
    }

    #[must_use]
    pub fn generations(&self) -> Generations<'_> {
        Generations { pool: &self.pool }
    }

    #[must_use]
    pub fn mutation_scores(&self) -> MutationScores<'_> {
        MutationScores { pool: &self.pool }
    }

    #[must_use]
    pub fn proposals(&self) -> Proposals<'_> {
        Proposals { pool: &self.pool }
    }

    #[must_use]
    pub fn permissions(&self) -> Permissions<'_> {
        Permissions { pool: &self.pool }
    }

    #[must_use]
    pub fn notices(&self) -> Notices<'_> {
        Notices { pool: &self.pool }
    }

    #[must_use]
    pub fn spending(&self) -> Spending<'_> {
        Spending { pool: &self.pool }
    }

    #[must_use]
    pub fn stats(&self) -> Stats<'_> {
        Stats { pool: &self.pool }
    }
}
