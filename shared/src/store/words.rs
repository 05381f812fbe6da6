//! How the words of the domain are kept in columns: as text.

use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef},
};

use super::{Approval, PermissionKind, PermissionStatus, ProposalStatus, WorkerStatus};
use crate::domain::{
    agent::{AgentStatus, ApprovalKind, ApprovalStatus, CallState, Control, DesktopStatus, Role, WaitingFor},
    status::{Priority, Reason, Status, StepStatus},
};

macro_rules! stored_as_text {
    ($($word:ty),+) => {$(
        impl Type<Postgres> for $word {
            fn type_info() -> PgTypeInfo {
                <str as Type<Postgres>>::type_info()
            }

            fn compatible(ty: &PgTypeInfo) -> bool {
                <str as Type<Postgres>>::compatible(ty)
            }
        }

        impl<'r> Decode<'r, Postgres> for $word {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(<&str as Decode<Postgres>>::decode(value)?.parse()?)
            }
        }

        impl Encode<'_, Postgres> for $word {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <&str as Encode<Postgres>>::encode(self.as_str(), buffer)
            }
        }
    )+};
}

stored_as_text!(Status, Reason, StepStatus, Approval, PermissionKind, PermissionStatus, ProposalStatus, WorkerStatus);
stored_as_text!(AgentStatus, WaitingFor, DesktopStatus, Control, CallState, ApprovalKind, ApprovalStatus, Role);

/// The priority of a stored rank.
pub(crate) fn priority(rank: i16) -> Priority {
    Priority::from_rank(rank)
}

/// A count as it is shown; the columns hold none below zero.
pub(crate) fn count(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// A number as it is stored; none of ours comes near the limit.
pub(crate) fn int(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Text as Postgres takes it: without NUL characters.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
