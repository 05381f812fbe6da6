//! Everything in the database as it is at one moment, table by table, and back again.
//!
//! Tables are written in Postgres' own text format (`COPY`), with their columns named, so that no other program is needed and a newer
//! schema can take an older dump: it is loaded into the schema that it was made from, and migrated then.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row, Transaction, migrate::Migrator};

use super::{
    Error, MIGRATIONS, Store,
    events::append,
    runs::cancel::{End, end_all},
};
use crate::domain::{
    event::{Event, generation_topic},
    ids::{ProjectId, TestRunId, TestSessionId},
    journal::Committed,
};

/// Tables that belong to one installation and not to its data.
const LEFT_OUT: [&str; 7] =
    ["_sqlx_migrations", "workers", "chores", "blob_store", "project_usage", "evidence_due", "event_horizons"];

/// Tables with rows in an empty database.
const SEEDED: [&str; 1] = ["projects"];

/// A table and what of it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

/// A migration that a database has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedMigration {
    pub version: i64,
    /// Hex.
    pub checksum: String,
}

/// The database as it was when this was begun, however long reading takes.
pub struct Dump {
    tx: Transaction<'static, Postgres>,
    pub at: DateTime<Utc>,
}

/// A load into an empty database; nothing is there before [`Load::finish`].
pub struct Load {
    tx: Transaction<'static, Postgres>,
}

/// What a finished load has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Executions that were under way or waited, now `errored{in_doubt}`.
    pub executions: u64,
    pub runs: u64,
    pub generations: u64,
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    fn columns(&self) -> String {
        self.columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
    }
}

impl Store {
    /// Begins to read everything as it is now.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn dump(&self) -> Result<Dump, Error> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *tx).await?;
        patient(&mut tx).await?;
        let at = sqlx::query_scalar("SELECT now()").fetch_one(&mut *tx).await?;
        Ok(Dump { tx, at })
    }

    /// Begins to fill an empty database, in the schema that the dump was made from.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not empty or has another schema, [`Error::Invalid`] when this program does not know the schema.
    pub async fn load(&self, schema: &[AppliedMigration], tables: &[Table]) -> Result<Load, Error> {
        let conflict = |message: String| Error::conflict(super::Conflict::Exists, message);
        known(schema)?;
        let there =
            if self.has_migrations().await? { applied(&mut *self.pool.acquire().await?).await? } else { Vec::new() };
        if there.is_empty() {
            let strangers = table_names(&mut *self.pool.acquire().await?).await?;
            if let Some(name) = strangers.first() {
                return Err(conflict(format!("the database has a table `{name}` already; give an empty one")));
            }
            let versions: BTreeSet<i64> = schema.iter().map(|applied| applied.version).collect();
            let of = MIGRATIONS.iter().filter(|migration| versions.contains(&migration.version)).cloned().collect();
            Migrator::with_migrations(of).run(&self.pool).await.map_err(migration)?;
        } else if there != schema {
            let message = "the database has another schema than the backup; give an empty one without any tables";
            return Err(conflict(message.into()));
        }
        let mut tx = self.pool.begin().await?;
        patient(&mut tx).await?;
        for table in all_tables(&mut tx).await? {
            let spared =
                if SEEDED.contains(&table.name.as_str()) { "WHERE id <> $1" } else { "WHERE $1::uuid IS NOT NULL" };
            let found = format!("SELECT EXISTS (SELECT FROM {} {spared})", quoted(&table.name));
            let filled: bool =
                sqlx::query_scalar(AssertSqlSafe(found)).bind(ProjectId::DEFAULT.0).fetch_one(&mut *tx).await?;
            if filled {
                return Err(conflict(format!("the database is not empty: there are rows in `{}`", table.name)));
            }
        }
        for name in SEEDED.iter().filter(|name| tables.iter().any(|table| table.name == **name)) {
            sqlx::query(AssertSqlSafe(format!("DELETE FROM {}", quoted(name)))).execute(&mut *tx).await?;
        }
        Ok(Load { tx })
    }

    async fn has_migrations(&self) -> Result<bool, Error> {
        let known = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL");
        Ok(known.fetch_one(&self.pool).await?)
    }
}

impl Dump {
    /// Every table with data, in an order in which rows come after those that they refer to.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        all_tables(&mut self.tx).await
    }

    /// The migrations that the database has.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn schema(&mut self) -> Result<Vec<AppliedMigration>, Error> {
        applied(&mut self.tx).await
    }

    /// The rows of a table, a line each. Transaction numbers of events mean nothing elsewhere and are written as 0.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn rows(&mut self, table: &Table) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + '_, Error> {
        let column = |name: &String| match (table.name.as_str(), name.as_str()) {
            ("events", "xid") => "0".to_owned(),
            _ => quoted(name),
        };
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        let copy = format!("COPY (SELECT {} FROM {}) TO STDOUT", columns.join(", "), quoted(&table.name));
        let stream = self.tx.copy_out_raw(&copy).await?;
        Ok(stream.map(|part| part.map_err(Error::from)))
    }

    /// The names of all blobs that some row names, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn blobs(&mut self) -> Result<BTreeSet<String>, Error> {
        let mut named = BTreeSet::new();
        for table in all_tables(&mut self.tx).await? {
            if table.columns.iter().any(|column| column == "sha256") {
                let of = format!("SELECT DISTINCT sha256::text FROM {}", quoted(&table.name));
                let names: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(of)).fetch_all(&mut *self.tx).await?;
                named.extend(names.into_iter().flatten());
            }
        }
        Ok(named)
    }

    /// The ids of the keys that sealed values need to be opened.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn key_ids(&mut self) -> Result<BTreeSet<String>, Error> {
        let ids = sqlx::query_scalar(
            "SELECT key_id FROM secrets UNION SELECT key_id FROM profiles WHERE key_id IS NOT NULL
             UNION SELECT key_id FROM webhooks UNION SELECT old_key_id FROM webhooks WHERE old_key_id IS NOT NULL",
        );
        Ok(ids.fetch_all(&mut *self.tx).await?.into_iter().collect())
    }
}

impl Load {
    /// Adds rows to a table; the number of them.
    ///
    /// # Errors
    /// [`Error::Database`] when the rows do not fit.
    pub async fn rows<S, E>(&mut self, table: &Table, mut lines: S) -> Result<u64, E>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: From<Error>,
    {
        let copy = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), table.columns());
        let mut into = self.tx.copy_in_raw(&copy).await.map_err(Error::from)?;
        while let Some(part) = lines.next().await {
            match part {
                Ok(part) => {
                    into.send(part).await.map_err(Error::from)?;
                }
                Err(cause) => {
                    // the transaction is given up in any case
                    let _ = into.abort("the dump cannot be read").await;
                    return Err(cause);
                }
            }
        }
        Ok(into.finish().await.map_err(Error::from)?)
    }

    /// Ends what was under way when the dump was made, commits, and brings the schema up to date.
    ///
    /// # Errors
    /// [`Error::Database`] when a later migration fails.
    pub async fn finish(mut self, store: &Store) -> Result<(Settled, Vec<Committed>), Error> {
        self.sequences().await?;
        let (mut settled, mut told) = (Settled::default(), Vec::new());
        self.end_runs(&mut settled, &mut told).await?;
        self.end_generations(&mut settled, &mut told).await?;
        let known = sqlx::query_scalar::<_, bool>("SELECT to_regproc('settle_restored') IS NOT NULL");
        let known = known.fetch_one(&mut *self.tx).await?;
        if known {
            sqlx::query("SELECT settle_restored()").execute(&mut *self.tx).await?;
        }
        self.tx.commit().await?;
        store.migrate().await.map_err(migration)?;
        if !known {
            // the dump is older than this function
            sqlx::query("SELECT settle_restored()").execute(&store.pool).await?;
        }
        Ok((settled, told))
    }

    /// Numbers that are given out go on after the highest one there is.
    async fn sequences(&mut self) -> Result<(), Error> {
        let found = sqlx::query(
            "SELECT c.relname::text AS of_table, a.attname::text AS of_column FROM pg_class c
               JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped
              WHERE c.relkind = 'r'",
        );
        for row in found.fetch_all(&mut *self.tx).await? {
            let (table, column): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let set = format!(
                "SELECT setval(pg_get_serial_sequence($1, $2), greatest((SELECT max({}) FROM {}), 1))",
                quoted(&column),
                quoted(&table)
            );
            sqlx::query(AssertSqlSafe(set)).bind(quoted(&table)).bind(column).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn end_runs(&mut self, settled: &mut Settled, told: &mut Vec<Committed>) -> Result<(), Error> {
        sqlx::query(
            "UPDATE flow_executions SET status = 'queued', epoch = epoch + 1, worker_id = NULL, lease_until = NULL
              WHERE status IN ('running', 'waiting')",
        )
        .execute(&mut *self.tx)
        .await?;
        let open = sqlx::query(
            "UPDATE test_runs SET queued = queued + running + waiting, running = 0, waiting = 0
              WHERE finished_at IS NULL RETURNING id, project_id",
        );
        for row in open.fetch_all(&mut *self.tx).await? {
            let (run, project): (TestRunId, ProjectId) = (row.try_get(0)?, row.try_get(1)?);
            let waiting = sqlx::query_scalar(
                "SELECT id FROM flow_executions WHERE run_id = $1 AND status = 'queued' ORDER BY id FOR NO KEY UPDATE",
            );
            let ids: Vec<uuid::Uuid> = waiting.bind(run.0).fetch_all(&mut *self.tx).await?;
            settled.executions += ids.len() as u64;
            settled.runs += 1;
            told.push(end_all(&mut self.tx, project, run, &ids, End::Restored).await?);
        }
        Ok(())
    }

    async fn end_generations(&mut self, settled: &mut Settled, told: &mut Vec<Committed>) -> Result<(), Error> {
        const WHY: &str = "It was being written when the backup was made that this was restored from.";
        let open = sqlx::query(
            "UPDATE generations SET status = 'failed', message = $1, finished_at = now(), worker_id = NULL, lease_until = NULL
              WHERE status IN ('queued', 'running') RETURNING test_session_id, project_id",
        );
        for row in open.bind(WHY).fetch_all(&mut *self.tx).await? {
            let (id, project): (TestSessionId, ProjectId) = (row.try_get(0)?, row.try_get(1)?);
            sqlx::query("UPDATE test_sessions SET status = 'failed', updated_at = now() WHERE id = $1")
                .bind(id.0)
                .execute(&mut *self.tx)
                .await?;
            let event = Event::GenerationFinished {
                test_session_id: id,
                status: "failed".into(),
                flows: 0,
                demo: false,
                message: Some(WHY.into()),
            };
            settled.generations += 1;
            told.push(append(&mut self.tx, project, generation_topic(id), vec![event]).await?);
        }
        Ok(())
    }
}

/// Takes the time limits off a transaction that moves everything.
async fn patient(tx: &mut PgConnection) -> Result<(), Error> {
    for limit in ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"] {
        sqlx::query("SELECT set_config($1, '0', true)").bind(limit).execute(&mut *tx).await?;
    }
    // whole tables are read
    for way in ["enable_seqscan", "enable_bitmapscan"] {
        sqlx::query("SELECT set_config($1, 'on', true)").bind(way).execute(&mut *tx).await?;
    }
    Ok(())
}

fn migration(cause: sqlx::migrate::MigrateError) -> Error {
    Error::Invalid { message: format!("the schema could not be made: {cause}") }
}

/// Whether this program has every migration, unchanged.
fn known(schema: &[AppliedMigration]) -> Result<(), Error> {
    for applied in schema {
        let ours = MIGRATIONS.iter().find(|migration| migration.version == applied.version);
        if ours.is_none_or(|migration| hex::encode(&migration.checksum) != applied.checksum) {
            let message = format!(
                "the backup was made with the migration {}, which this program does not have; restore with the version that made it, or a newer one",
                applied.version
            );
            return Err(Error::Invalid { message });
        }
    }
    Ok(())
}

async fn applied(connection: &mut PgConnection) -> Result<Vec<AppliedMigration>, Error> {
    let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version");
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let checksum: Vec<u8> = row.try_get(1)?;
            Ok(AppliedMigration { version: row.try_get(0)?, checksum: hex::encode(checksum) })
        })
        .collect()
}

async fn table_names(connection: &mut PgConnection) -> Result<Vec<String>, Error> {
    let names = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY 1",
    );
    Ok(names.fetch_all(connection).await?)
}

async fn all_tables(connection: &mut PgConnection) -> Result<Vec<Table>, Error> {
    let mut names = table_names(connection).await?;
    names.retain(|name| !LEFT_OUT.contains(&name.as_str()));
    let refers = sqlx::query(
        "SELECT child.relname::text, parent.relname::text FROM pg_constraint k
           JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
          WHERE k.contype = 'f' AND k.conrelid <> k.confrelid",
    );
    let mut edges = Vec::new();
    for row in refers.fetch_all(&mut *connection).await? {
        edges.push((row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?));
    }
    let mut tables = Vec::new();
    for name in in_order(names, &edges) {
        let columns = sqlx::query_scalar(
            "SELECT attname::text FROM pg_attribute
              WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        );
        let columns = columns.bind(quoted(&name)).fetch_all(&mut *connection).await?;
        tables.push(Table { name, columns });
    }
    Ok(tables)
}

/// Parents before children; in a circle, which there is none of, in the order of their names.
fn in_order(names: Vec<String>, edges: &[(String, String)]) -> Vec<String> {
    let mut left: BTreeSet<String> = names.into_iter().collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits = |name: &str| edges.iter().any(|(child, parent)| child == name && left.contains(parent));
        let next = left.iter().find(|name| !waits(name)).or_else(|| left.first()).cloned();
        let Some(next) = next else { break };
        left.remove(&next);
        ordered.push(next);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_after_those_that_they_refer_to() {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let edges = [("a", "c"), ("c", "d"), ("b", "a")].map(|(child, parent)| (child.to_owned(), parent.to_owned()));
        assert_eq!(in_order(names, &edges), ["d", "c", "a", "b"]);
    }
}
