//! Typed identifiers: UUID v7, so that rows sort by the time they were made.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares a newtype over [`Uuid`] that prints, parses and is stored as the plain UUID.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier, later than every one made before it in this process.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a new id is random, a default would look constant")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// Who owns rows; every query is scoped to one.
    ProjectId,
    /// A named flow, across its versions.
    FlowId,
    /// A prompt (or a hand-made collection) and the flows made from it.
    TestSessionId,
    /// One request to execute flows.
    TestRunId,
    /// One flow of a test run.
    ExecutionId,
    /// One boot of a worker process.
    WorkerId,
    /// One isolated browser context driven by one execution.
    BrowserSessionId,
    /// Stored bytes: a screenshot, a download, a report.
    ArtifactId,
    /// A version of a flow that an execution proposes.
    ProposalId,
    /// A question to a person, before something is done that cannot be undone.
    PermissionId,
    /// A picture that screenshots are compared with.
    BaselineId,
    /// One measurement of a version's mutation score.
    MutationScoreId,
    /// What somebody said about a version of a flow.
    CommentId,
    /// A chat with an agent that has a desktop of its own.
    AgentSessionId,
    /// Something that was said in an agent session.
    MessageId,
    /// One call of a tool by an agent.
    AgentCallId,
    /// One desktop that an agent session has had.
    AgentDesktopId,
    /// Something that a person was asked in an agent session.
    AgentApprovalId,
    /// An API key.
    ApiKeyId,
    /// When something is executed by itself.
    ScheduleId,
    /// Where events are sent.
    WebhookId,
    /// One event on its way to one webhook.
    DeliveryId,
}
