//! The desktops of a session.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AgentDesktopRow, AgentLease, AgentSessions, RfbDoor, claim::pixels, tell};
use crate::{
    domain::{
        agent::{Control, DesktopStatus, DesktopTold},
        event::Event,
        ids::{AgentDesktopId, AgentSessionId, ProjectId},
        journal::Committed,
    },
    store::{Error, words::clean},
};

impl AgentSessions<'_> {
    /// Notes that the worker starts a desktop for the session.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn desktop_starting(
        &self,
        held: &AgentLease,
        id: AgentDesktopId,
        worker_name: &str,
        (width, height): (u16, u16),
    ) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let put = sqlx::query!(
            "INSERT INTO agent_desktops (id, session_id, project_id, worker_id, worker_name, epoch, width, height)
             SELECT $4, id, project_id, $3, $5, epoch, $6, $7 FROM agent_sessions
              WHERE id = $1 AND epoch = $2 AND worker_id = $3 FOR NO KEY UPDATE",
            held.id.0,
            held.epoch,
            held.worker.0,
            id.0,
            clean(worker_name),
            i32::from(width),
            i32::from(height)
        );
        if put.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let told = DesktopTold {
            desktop_id: id,
            status: DesktopStatus::Starting,
            width,
            height,
            worker: clean(worker_name),
            message: None,
        };
        let committed = tell(&mut tx, held.project, held.id, vec![Event::SessionDesktop(told)]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Notes that the desktop can be used, and where its screen is passed on.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn desktop_open(
        &self,
        held: &AgentLease,
        id: AgentDesktopId,
        rfb: Option<&RfbDoor>,
        message: Option<&str>,
    ) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let had = sqlx::query!(
            "UPDATE agent_sessions SET desktop_wanted = false, active_at = now()
              WHERE id = $1 AND epoch = $2 AND worker_id = $3",
            held.id.0,
            held.epoch,
            held.worker.0
        );
        if had.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let row = sqlx::query!(
            "UPDATE agent_desktops SET status = 'open', rfb_address = $3, rfb_secret = $4, message = $5
              WHERE id = $1 AND session_id = $2 AND closed_at IS NULL RETURNING width, height, worker_name",
            id.0,
            held.id.0,
            rfb.map(|door| door.address.as_str()),
            rfb.map(|door| door.secret.as_str()),
            message.map(clean)
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let told = DesktopTold {
            desktop_id: id,
            status: DesktopStatus::Open,
            width: pixels(row.width),
            height: pixels(row.height),
            worker: row.worker_name,
            message: message.map(clean),
        };
        let committed = tell(&mut tx, held.project, held.id, vec![Event::SessionDesktop(told)]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Notes that the desktop is gone: `Closed`, `Lost` or `Failed`. The second time changes nothing.
    ///
    /// Not fenced: the end of a desktop is true whoever holds the session.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn desktop_over(
        &self,
        held: &AgentLease,
        id: AgentDesktopId,
        status: DesktopStatus,
        message: Option<&str>,
    ) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            "UPDATE agent_desktops SET status = $3, closed_at = clock_timestamp(), message = $4, control = 'agent',
                    rfb_address = NULL, rfb_secret = NULL
              WHERE id = $1 AND session_id = $2 AND closed_at IS NULL RETURNING width, height, worker_name",
            id.0,
            held.id.0,
            status.as_str(),
            message.map(clean)
        );
        let Some(row) = row.fetch_optional(&mut *tx).await? else {
            return Ok(Committed::nothing(held.project, held.topic()));
        };
        let told = DesktopTold {
            desktop_id: id,
            status,
            width: pixels(row.width),
            height: pixels(row.height),
            worker: row.worker_name,
            message: message.map(clean),
        };
        let committed = tell(&mut tx, held.project, held.id, vec![Event::SessionDesktop(told)]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// A worker that could not open a desktop wants none any more; a turn that has begun ends by its own.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn desktop_unwanted(&self, held: &AgentLease) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE agent_sessions SET desktop_wanted = false WHERE id = $1 AND epoch = $2 AND worker_id = $3",
            held.id.0,
            held.epoch,
            held.worker.0
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// The last desktop of a session.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session.
    pub async fn desktop(&self, project: ProjectId, id: AgentSessionId) -> Result<Option<AgentDesktopRow>, Error> {
        let row = sqlx::query_as!(
            StoredDesktop,
            r#"SELECT id, session_id, project_id, worker_id, worker_name, status AS "status: DesktopStatus", width, height,
                      control AS "control: Control", control_by, control_until, rfb_address, rfb_secret, message, opened_at,
                      closed_at
                 FROM agent_desktops WHERE session_id = $1 AND project_id = $2 ORDER BY id DESC LIMIT 1"#,
            id.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?;
        if row.is_none() {
            self.exists(project, id).await?;
        }
        Ok(row.map(Into::into))
    }

    /// The last desktops of several sessions.
    pub(super) async fn desktops_of(&self, project: ProjectId, ids: &[Uuid]) -> Result<Vec<AgentDesktopRow>, Error> {
        let rows = sqlx::query_as!(
            StoredDesktop,
            r#"SELECT DISTINCT ON (session_id) id, session_id, project_id, worker_id, worker_name,
                      status AS "status: DesktopStatus", width, height, control AS "control: Control", control_by,
                      control_until, rfb_address, rfb_secret, message, opened_at, closed_at
                 FROM agent_desktops WHERE session_id = ANY ($1) AND project_id = $2 ORDER BY session_id, id DESC"#,
            ids,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

struct StoredDesktop {
    id: Uuid,
    session_id: Uuid,
    project_id: Uuid,
    worker_id: Uuid,
    worker_name: String,
    status: DesktopStatus,
    width: i32,
    height: i32,
    control: Control,
    control_by: Option<String>,
    control_until: Option<DateTime<Utc>>,
    rfb_address: Option<String>,
    rfb_secret: Option<String>,
    message: Option<String>,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

impl From<StoredDesktop> for AgentDesktopRow {
    fn from(row: StoredDesktop) -> Self {
        let rfb = row.rfb_address.zip(row.rfb_secret).map(|(address, secret)| RfbDoor { address, secret });
        Self {
            id: row.id.into(),
            session_id: row.session_id.into(),
            project_id: row.project_id.into(),
            worker_id: row.worker_id.into(),
            worker_name: row.worker_name,
            status: row.status,
            width: pixels(row.width),
            height: pixels(row.height),
            control: row.control,
            control_by: row.control_by,
            control_until: row.control_until,
            rfb,
            message: row.message,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
        }
    }
}
