//! Templates: options to begin sessions with, under a name.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;

use crate::{
    domain::ids::ProjectId,
    store::{Error, words::clean},
};

pub struct AgentTemplates<'a> {
    pub(in crate::store) pool: &'a PgPool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AgentTemplateRow {
    pub name: String,
    pub description: String,
    /// Fields of a request that creates a session.
    pub options: Value,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl AgentTemplates<'_> {
    /// Stores a template, in the place of one of the same name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put(
        &self,
        project: ProjectId,
        name: &str,
        description: &str,
        options: &Value,
    ) -> Result<AgentTemplateRow, Error> {
        sqlx::query!(
            "INSERT INTO agent_templates (project_id, name, description, options) VALUES ($1, $2, $3, $4::text::json)
             ON CONFLICT (project_id, name) DO UPDATE
                SET description = excluded.description, options = excluded.options, updated_at = now()",
            project.0,
            clean(name),
            clean(description),
            options.to_string()
        )
        .execute(self.pool)
        .await?;
        self.get(project, name).await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, name: &str) -> Result<AgentTemplateRow, Error> {
        let row = sqlx::query_as!(
            AgentTemplateRow,
            "SELECT name, description, options, created_at, updated_at FROM agent_templates
              WHERE project_id = $1 AND name = $2",
            project.0,
            clean(name)
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("session template", name))
    }

    /// By name; a thousand at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<AgentTemplateRow>, Error> {
        let rows = sqlx::query_as!(
            AgentTemplateRow,
            "SELECT name, description, options, created_at, updated_at FROM agent_templates
              WHERE project_id = $1 ORDER BY name LIMIT 1000",
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, name: &str) -> Result<(), Error> {
        let gone =
            sqlx::query!("DELETE FROM agent_templates WHERE project_id = $1 AND name = $2", project.0, clean(name));
        if gone.execute(self.pool).await?.rows_affected() == 0 {
            return Err(Error::not_found("session template", name));
        }
        Ok(())
    }
}
