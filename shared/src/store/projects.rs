//! Projects: who owns rows.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::Error;
use crate::domain::ids::ProjectId;

impl ProjectId {
    /// The project `default`, which every database has.
    pub const DEFAULT: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}

pub struct Projects<'a> {
    pub(super) pool: &'a PgPool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    pub id: ProjectId,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

impl Projects<'_> {
    /// The project of this name; made when there is none.
    pub async fn ensure(&self, name: &str) -> Result<ProjectRow, Error> {
        todo!()
    }

    /// Every project, oldest first.
    pub async fn list(&self) -> Result<Vec<ProjectRow>, Error> {
        todo!()
    }
}
