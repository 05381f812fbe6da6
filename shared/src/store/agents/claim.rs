//! Taking, keeping and giving back the lease on a session.

use std::time::Duration;

use serde_json::Value;
use sqlx::PgConnection;

use super::{AgentLease, AgentSessions, Attended, ClaimedSession, status_event, tell};
use crate::{
    domain::{
        agent::{AgentStatus, Control, DesktopStatus, DesktopTold, SessionOptions},
        event::Event,
        ids::{AgentSessionId, ProjectId, WorkerId},
        journal::Committed,
    },
    store::{
        Error,
        words::{clean, count, int},
    },
};

impl AgentSessions<'_> {
    /// Takes the lease on the session that needs a worker next: one in which something was said first, then one that wants a
    /// desktop; the longest waiting first. Its earlier desktop, when it died with its worker, counts as lost.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_next(
        &self,
        worker: WorkerId,
        worker_name: &str,
        lease: Duration,
        max_crashes: u32,
    ) -> Result<Option<ClaimedSession>, Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"WITH next AS MATERIALIZED (
                SELECT id, worker_id IS NOT NULL AS crashed FROM agent_sessions
                 WHERE status <> 'closed' AND (worker_id IS NULL OR lease_until < now())
                   AND (turn_open OR desktop_wanted OR status = 'queued')
                   AND crashes + (worker_id IS NOT NULL)::int < $4
                 ORDER BY (turn_open OR status = 'queued') DESC, active_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE agent_sessions s
               SET epoch = s.epoch + 1, crashes = s.crashes + next.crashed::int, worker_id = $1, worker_name = $2,
                   lease_until = now() + $3::float8 * interval '1 second'
              FROM next WHERE s.id = next.id
            RETURNING s.id, s.project_id, s.epoch, s.title, s.options, s.turn_open, next.crashed AS "crashed!",
                      (SELECT count(*)::int FROM agent_desktops d WHERE d.session_id = s.id) AS "desktops!""#,
            worker.0,
            clean(worker_name),
            lease.as_secs_f64(),
            int(max_crashes.max(1))
        );
        let Some(row) = row.fetch_optional(&mut *tx).await? else { return Ok(None) };
        let (id, project) = (row.id.into(), row.project_id.into());
        let events = lose_desktops(&mut tx, id).await?;
        let committed = tell(&mut tx, project, id, events).await?;
        tx.commit().await?;
        Ok(Some(ClaimedSession {
            lease: AgentLease { id, project, worker, epoch: row.epoch },
            title: row.title,
            options: options(row.options),
            turn_open: row.turn_open,
            crashed: row.crashed,
            desktops: count(row.desktops),
            committed,
        }))
    }

    /// Holds on for another `lease`, and answers how the session stands; `None` when it is lost.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn attend(&self, held: &AgentLease, lease: Duration) -> Result<Option<Attended>, Error> {
        let row = sqlx::query!(
            r#"UPDATE agent_sessions s SET lease_until = now() + $3::float8 * interval '1 second'
                WHERE s.id = $1 AND s.epoch = $2 AND s.worker_id = $4
               RETURNING s.status AS "status: AgentStatus", s.interrupt_requested, s.desktop_wanted,
                   EXISTS (SELECT FROM messages m WHERE m.session_id = s.id AND m.position IS NULL) AS "queued!",
                   EXISTS (SELECT FROM agent_files f WHERE f.session_id = s.id AND NOT f.pushed) AS "uploads!",
                   EXISTS (SELECT FROM agent_clipboard_asks c WHERE c.session_id = s.id AND c.answered_at IS NULL) AS "clipboard!",
                   coalesce((SELECT d.control FROM agent_desktops d
                              WHERE d.session_id = s.id AND d.closed_at IS NULL
                                AND (d.control = 'agent' OR d.control_until > now()) ORDER BY d.id DESC LIMIT 1), 'agent')
                       AS "control!: Control",
                   extract(epoch FROM now() - s.active_at)::float8 AS "idle_seconds!""#,
            held.id.0,
            held.epoch,
            lease.as_secs_f64(),
            held.worker.0
        );
        let row = row.fetch_optional(self.pool).await?;
        Ok(row.map(|row| Attended {
            status: row.status,
            interrupt_requested: row.interrupt_requested,
            desktop_wanted: row.desktop_wanted,
            queued: row.queued,
            uploads: row.uploads,
            clipboard: row.clipboard,
            control: row.control,
            idle_seconds: row.idle_seconds,
        }))
    }

    /// Gives the session back: its desktop is closed. A turn that has begun goes on with the next worker.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; [`Error::Fenced`] when it is lost anyway.
    pub async fn release(&self, held: &AgentLease) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"UPDATE agent_sessions SET worker_id = NULL, lease_until = NULL, crashes = 0, waiting_for = NULL,
                      status = CASE WHEN status = 'closed' THEN 'closed'
                                    WHEN turn_open OR EXISTS (SELECT FROM messages m WHERE m.session_id = $1 AND m.position IS NULL)
                                    THEN 'queued' ELSE 'idle' END
                WHERE id = $1 AND epoch = $2 AND worker_id = $3
               RETURNING status AS "status: AgentStatus", turn_open"#,
            held.id.0,
            held.epoch,
            held.worker.0
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let events = if row.turn_open { vec![status_event(row.status, None, None)] } else { Vec::new() };
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Sessions that need a worker and have none.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn waiting(&self) -> Result<u32, Error> {
        let waiting = sqlx::query_scalar!(
            r#"SELECT count(*)::int AS "waiting!" FROM agent_sessions
                WHERE status <> 'closed' AND worker_id IS NULL AND (turn_open OR desktop_wanted OR status = 'queued')"#
        );
        Ok(count(waiting.fetch_one(self.pool).await?))
    }

    /// Sees to the sessions of workers that died: their desktops are lost; a turn over which `max_crashes` workers died ends.
    /// At most a hundred of each.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn bury(&self, max_crashes: u32) -> Result<Vec<Committed>, Error> {
        let orphans = sqlx::query!(
            "SELECT id, project_id FROM agent_sessions
              WHERE worker_id IS NOT NULL AND lease_until < now()
                AND (status = 'closed' OR NOT (turn_open OR desktop_wanted OR status = 'queued') OR crashes + 1 >= $1)
              ORDER BY id LIMIT 100",
            int(max_crashes.max(1))
        );
        let mut told = Vec::new();
        for orphan in orphans.fetch_all(self.pool).await? {
            told.extend(self.bury_one(orphan.id.into(), orphan.project_id.into(), max_crashes).await?);
        }
        Ok(told)
    }

    async fn bury_one(&self, id: AgentSessionId, project: ProjectId, max: u32) -> Result<Option<Committed>, Error> {
        let mut tx = self.pool.begin().await?;
        let locked = sqlx::query!(
            r#"SELECT status AS "status: AgentStatus", turn_open, crashes FROM agent_sessions
                WHERE id = $1 AND worker_id IS NOT NULL AND lease_until < now() FOR NO KEY UPDATE SKIP LOCKED"#,
            id.0
        );
        let Some(row) = locked.fetch_optional(&mut *tx).await? else { return Ok(None) };
        let poison = row.crashes + 1 >= int(max.max(1));
        let mut events = lose_desktops(&mut tx, id).await?;
        if poison && row.turn_open {
            let message =
                format!("{} workers in a row died over this turn, so it is not gone on with.", row.crashes + 1);
            events.extend(super::calls::doubt_all(&mut tx, id).await?);
            events.extend(super::approvals::cancel_pending(&mut tx, id).await?);
            events.push(Event::SessionError { kind: "crash".into(), message: message.clone() });
            events.push(super::turns::close_turn(&mut tx, id, Some(&message)).await?);
        }
        sqlx::query!(
            "UPDATE agent_sessions SET epoch = epoch + 1, worker_id = NULL, lease_until = NULL,
                    crashes = CASE WHEN $2 THEN 0 ELSE crashes END,
                    desktop_wanted = desktop_wanted AND NOT $2
              WHERE id = $1",
            id.0,
            poison
        )
        .execute(&mut *tx)
        .await?;
        let committed = tell(&mut tx, project, id, events).await?;
        tx.commit().await?;
        Ok(Some(committed))
    }
}

/// Marks the desktops that nobody closed as lost: the worker that had them is gone.
async fn lose_desktops(tx: &mut PgConnection, id: AgentSessionId) -> Result<Vec<Event>, Error> {
    let message = "The worker that had this desktop died.";
    let lost = sqlx::query!(
        "UPDATE agent_desktops SET status = 'lost', closed_at = clock_timestamp(), message = $2, control = 'agent',
                rfb_address = NULL, rfb_secret = NULL
          WHERE session_id = $1 AND closed_at IS NULL RETURNING id, width, height, worker_name",
        id.0,
        message
    );
    let told = lost.fetch_all(tx).await?.into_iter().map(|row| {
        Event::SessionDesktop(DesktopTold {
            desktop_id: row.id.into(),
            status: DesktopStatus::Lost,
            width: pixels(row.width),
            height: pixels(row.height),
            worker: row.worker_name,
            message: Some(message.into()),
        })
    });
    Ok(told.collect())
}

pub(super) fn pixels(n: i32) -> u16 {
    u16::try_from(n).unwrap_or(0)
}

/// Options as they were stored; what a later version of this program wrote is left out.
pub(super) fn options(stored: Value) -> SessionOptions {
    serde_json::from_value(stored).unwrap_or_default()
}
