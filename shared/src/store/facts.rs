//! What Postgres tells about itself, for `flowtilla doctor`.

use std::collections::BTreeMap;

use super::{Error, Store};

/// The server behind the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostgresFacts {
    /// Settings by name, as `SHOW` has them but without units.
    pub settings: BTreeMap<String, String>,
    /// The encoding of the database.
    pub encoding: String,
    /// Connections that are open now, ours and others'.
    pub connections: u64,
    /// Its clock, in seconds since 1970.
    pub time: f64,
}

impl Store {
    /// Asks the server about itself.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn facts(&self) -> Result<PostgresFacts, Error> {
        let settings = sqlx::query_as::<_, (String, String)>(
            "SELECT name, setting FROM pg_settings
              WHERE name IN ('server_version_num', 'max_connections', 'fsync', 'full_page_writes', 'autovacuum', 'shared_buffers')",
        );
        let settings = settings.fetch_all(&self.pool).await?.into_iter().collect();
        let (encoding, connections): (String, i64) = sqlx::query_as(
            "SELECT getdatabaseencoding()::text, (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')",
        )
        .fetch_one(&self.pool)
        .await?;
        // last, so that nothing stands between the question and the answer
        let time =
            sqlx::query_scalar("SELECT extract(epoch FROM clock_timestamp())::float8").fetch_one(&self.pool).await?;
        Ok(PostgresFacts { settings, encoding, connections: u64::try_from(connections).unwrap_or(0), time })
    }
}
