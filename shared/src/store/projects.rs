//! Projects: who owns rows.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Conflict, Error, words::clean};
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
    /// Whoever wrote a version of a flow may not approve it.
    pub four_eyes: bool,
}

impl Projects<'_> {
    /// The project of this name; made when there is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty name.
    pub async fn ensure(&self, name: &str) -> Result<ProjectRow, Error> {
        let name = clean(name.trim());
        if name.is_empty() {
            return Err(Error::Invalid { message: "a project needs a name".into() });
        }
        // the update changes nothing, but makes the row that exists come back
        let row = sqlx::query_as!(
            ProjectRow,
            "INSERT INTO projects (id, name) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = excluded.name
             RETURNING id, name, created_at, four_eyes",
            ProjectId::new().0,
            name
        );
        Ok(row.fetch_one(self.pool).await?)
    }

    /// Makes a project.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty name, [`Error::Conflict`] for one that is taken.
    pub async fn create(&self, name: &str) -> Result<ProjectRow, Error> {
        let name = clean(name.trim());
        if name.is_empty() {
            return Err(Error::Invalid { message: "a project needs a name".into() });
        }
        let row = sqlx::query_as!(
            ProjectRow,
            "INSERT INTO projects (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id, name, created_at, four_eyes",
            ProjectId::new().0,
            name
        );
        let row = row.fetch_optional(self.pool).await?;
        row.ok_or_else(|| Error::conflict(Conflict::Exists, format!("there is a project `{name}` already")))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, id: ProjectId) -> Result<ProjectRow, Error> {
        let row =
            sqlx::query_as!(ProjectRow, "SELECT id, name, created_at, four_eyes FROM projects WHERE id = $1", id.0);
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("project", id))
    }

    /// Sets whether whoever wrote a version of a flow may approve it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn set_four_eyes(&self, id: ProjectId, four_eyes: bool) -> Result<ProjectRow, Error> {
        let row = sqlx::query_as!(
            ProjectRow,
            "UPDATE projects SET four_eyes = $2 WHERE id = $1 RETURNING id, name, created_at, four_eyes",
            id.0,
            four_eyes
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("project", id))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(&self, name: &str) -> Result<ProjectRow, Error> {
        let row = sqlx::query_as!(
            ProjectRow,
            "SELECT id, name, created_at, four_eyes FROM projects WHERE name = $1",
            clean(name.trim())
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("project", name))
    }

    /// Every project, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self) -> Result<Vec<ProjectRow>, Error> {
        let rows =
            sqlx::query_as!(ProjectRow, "SELECT id, name, created_at, four_eyes FROM projects ORDER BY created_at, id");
        Ok(rows.fetch_all(self.pool).await?)
    }
}
