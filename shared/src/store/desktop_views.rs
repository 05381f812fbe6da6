//! Who looks at the desktops of agent sessions, and who drives them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Conflict, Error, events::append, words::clean};
use crate::domain::{
    agent::{AgentStatus, Control, DesktopStatus, WaitingFor, session_topic},
    event::Event,
    ids::{AgentDesktopId, AgentSessionId, ApiKeyId, ProjectId},
    journal::Committed,
};

pub struct DesktopViews<'a> {
    pub(super) pool: &'a PgPool,
}

/// A session as whoever looks at its desktop needs to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewedSession {
    pub status: AgentStatus,
    pub waiting_for: Option<WaitingFor>,
    /// The newest one; `None` before the first.
    pub desktop: Option<ViewedDesktop>,
}

#[derive(Clone, PartialEq)]
pub struct ViewedDesktop {
    pub id: AgentDesktopId,
    pub status: DesktopStatus,
    /// Pixels.
    pub width: i32,
    pub height: i32,
    pub worker_name: String,
    pub message: Option<String>,
    pub driver: Driver,
    /// Where its worker's door is, and the secret of the knock; `None` unless it is open.
    pub door: Option<(String, String)>,
}

impl std::fmt::Debug for ViewedDesktop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, status, driver, .. } = self;
        f.debug_struct("ViewedDesktop").field("id", id).field("status", status).field("driver", driver).finish()
    }
}

/// Who moves the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    pub control: Control,
    /// The person, while it is one.
    pub by: Option<String>,
    /// When the agent goes on if the person does nothing more.
    pub until: Option<DateTime<Utc>>,
}

/// What a ticket lets its holder do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub key: Option<ApiKeyId>,
    /// What people call its owner.
    pub name: String,
    pub may_control: bool,
}

impl DesktopViews<'_> {
    /// The session, and its newest desktop.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn look(&self, project: ProjectId, id: AgentSessionId) -> Result<ViewedSession, Error> {
        let row = sqlx::query!(
            r#"SELECT s.status AS "session_status: AgentStatus", s.waiting_for AS "waiting_for: WaitingFor",
                      d.id AS "desktop?", d.status AS "status?: DesktopStatus", d.width AS "width?", d.height AS "height?",
                      d.worker_name AS "worker_name?", d.message AS "message?", d.control_by AS "by?",
                      d.control_until AS "until?", d.rfb_address AS "address?", d.rfb_secret AS "secret?",
                      (d.control = 'user' AND d.control_until > now()) AS "person?"
                 FROM agent_sessions s
                 LEFT JOIN LATERAL (SELECT * FROM agent_desktops WHERE session_id = s.id ORDER BY id DESC LIMIT 1) d ON true
                WHERE s.id = $1 AND s.project_id = $2"#,
            id.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("agent session", id))?;
        let desktop = row.desktop.zip(row.status).map(|(id, status)| {
            let driver = match row.person {
                Some(true) => Driver { control: Control::User, by: row.by, until: row.until },
                Some(false) | None => Driver { control: Control::Agent, by: None, until: None },
            };
            ViewedDesktop {
                id: id.into(),
                status,
                width: row.width.unwrap_or(0),
                height: row.height.unwrap_or(0),
                worker_name: row.worker_name.unwrap_or_default(),
                message: row.message,
                driver,
                door: row.address.zip(row.secret).filter(|_| status == DesktopStatus::Open),
            }
        });
        Ok(ViewedSession { status: row.session_status, waiting_for: row.waiting_for, desktop })
    }

    /// A person drives from now on, for `longest` at most unless [`Self::extend`] is called. Whoever drove before does no more.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when the session has no open desktop.
    pub async fn take(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        by: &str,
        longest: Duration,
    ) -> Result<Committed, Error> {
        let by = clean(by);
        let mut tx = self.pool.begin().await?;
        let before = sqlx::query!(
            r#"SELECT id, (control = 'user' AND control_until > now()) AS "person!", control_by FROM agent_desktops
                WHERE session_id = $1 AND project_id = $2 AND status = 'open' ORDER BY id DESC LIMIT 1 FOR UPDATE"#,
            id.0,
            project.0
        );
        let Some(before) = before.fetch_optional(&mut *tx).await? else {
            tx.rollback().await?;
            let status = self.look(project, id).await?.status;
            let message = format!("the agent session `{id}` has no open desktop to take over; the session is {status}");
            return Err(Error::conflict(Conflict::Over, message));
        };
        let until = sqlx::query_scalar!(
            r#"UPDATE agent_desktops
                  SET control = 'user', control_by = $2, control_until = now() + $3::float8 * interval '1 second',
                      control_note = NULL
                WHERE id = $1 RETURNING control_until AS "until!""#,
            before.id,
            by,
            longest.as_secs_f64()
        );
        let until = until.fetch_one(&mut *tx).await?;
        let topic = session_topic(id);
        let same = before.person && before.control_by.as_deref() == Some(by.as_str());
        let committed = if same {
            Committed::nothing(project, topic)
        } else {
            let event = Event::SessionControl {
                desktop_id: before.id.into(),
                control: Control::User,
                by: Some(by),
                until: Some(until),
                note: None,
            };
            append(&mut tx, project, topic, vec![event]).await?
        };
        tx.commit().await?;
        Ok(committed)
    }

    /// The agent drives from now on. `note` is what it is told; nothing changes when it drove already.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn hand_back(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        by: &str,
        note: Option<&str>,
    ) -> Result<Committed, Error> {
        let note = note.map(clean);
        let mut tx = self.pool.begin().await?;
        let ended = sqlx::query_scalar!(
            "UPDATE agent_desktops SET control = 'agent', control_by = NULL, control_until = NULL, control_note = $3
              WHERE session_id = $1 AND project_id = $2 AND control = 'user' RETURNING id",
            id.0,
            project.0,
            note.as_deref()
        );
        let Some(desktop) = ended.fetch_optional(&mut *tx).await? else {
            tx.rollback().await?;
            self.look(project, id).await?;
            return Ok(Committed::nothing(project, session_topic(id)));
        };
        let event = handed_back(desktop.into(), Some(clean(by)), note);
        let committed = append(&mut tx, project, session_topic(id), vec![event]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Ends one take-over whose time is up, of any session. `None`: there is none.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn expire_one(&self) -> Result<Option<(AgentSessionId, Committed)>, Error> {
        let mut tx = self.pool.begin().await?;
        let ended = sqlx::query!(
            "UPDATE agent_desktops d SET control = 'agent', control_by = NULL, control_until = NULL
               FROM (SELECT id FROM agent_desktops WHERE control = 'user' AND control_until <= now()
                      ORDER BY control_until LIMIT 1 FOR UPDATE SKIP LOCKED) late
              WHERE d.id = late.id RETURNING d.id, d.session_id, d.project_id"
        );
        let Some(row) = ended.fetch_optional(&mut *tx).await? else { return Ok(None) };
        let (id, event) = (row.session_id.into(), handed_back(row.id.into(), None, None));
        let committed = append(&mut tx, row.project_id.into(), session_topic(id), vec![event]).await?;
        tx.commit().await?;
        Ok(Some((id, committed)))
    }

    /// The person who drives has just done something: the take-over lasts at least `longer` from now.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn extend(&self, desktop: AgentDesktopId, longer: Duration) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE agent_desktops SET control_until = greatest(control_until, now() + $2::float8 * interval '1 second')
              WHERE id = $1 AND control = 'user' AND control_until > now()",
            desktop.0,
            longer.as_secs_f64()
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// What the person said when handing back, once.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn take_note(&self, desktop: AgentDesktopId) -> Result<Option<String>, Error> {
        let note = sqlx::query_scalar!(
            r#"UPDATE agent_desktops d SET control_note = NULL
                 FROM (SELECT id, control_note FROM agent_desktops WHERE id = $1 AND control_note IS NOT NULL FOR UPDATE) old
                WHERE d.id = old.id RETURNING old.control_note AS "note!""#,
            desktop.0
        );
        Ok(note.fetch_optional(self.pool).await?)
    }

    /// Stores a ticket for a session of this project, good for `lasts`; forgets those whose time is up.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the project has no such session.
    pub async fn issue(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        hash: &[u8; 32],
        ticket: &Ticket,
        lasts: Duration,
    ) -> Result<DateTime<Utc>, Error> {
        sqlx::query!("DELETE FROM view_tickets WHERE expires_at < now()").execute(self.pool).await?;
        let until = sqlx::query_scalar!(
            "INSERT INTO view_tickets (hash, project_id, session_id, key_id, name, may_control, expires_at)
             SELECT $3, s.project_id, s.id, $4, $5, $6, now() + $7::float8 * interval '1 second'
               FROM agent_sessions s WHERE s.id = $1 AND s.project_id = $2
             RETURNING expires_at",
            id.0,
            project.0,
            &hash[..],
            ticket.key.map(|key| key.0),
            clean(&ticket.name),
            ticket.may_control,
            lasts.as_secs_f64()
        );
        until.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("agent session", id))
    }

    /// Uses a ticket up. `None` when there is no such ticket for this session, it was used, or its time is up.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn redeem(&self, id: AgentSessionId, hash: &[u8; 32]) -> Result<Option<(ProjectId, Ticket)>, Error> {
        let row = sqlx::query!(
            "DELETE FROM view_tickets WHERE hash = $1 AND session_id = $2 AND expires_at > now()
             RETURNING project_id, key_id, name, may_control",
            &hash[..],
            id.0
        );
        Ok(row.fetch_optional(self.pool).await?.map(|row| {
            let ticket = Ticket { key: row.key_id.map(Into::into), name: row.name, may_control: row.may_control };
            (row.project_id.into(), ticket)
        }))
    }
}

fn handed_back(desktop_id: AgentDesktopId, by: Option<String>, note: Option<String>) -> Event {
    Event::SessionControl { desktop_id, control: Control::Agent, by, until: None, note }
}
