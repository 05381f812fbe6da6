//! Long-polling: wait until a run is over, woken by the same feed that sockets read.

use std::time::Duration;

use flowtilla_shared::{
    domain::ids::{ProjectId, TestRunId},
    store::RunRow,
};
use tokio::time::{Instant, sleep_until};

use crate::{problem::Problem, state::State};

/// Longest wait that a request may ask for.
pub const MAX_WAIT: Duration = Duration::from_secs(60);
/// The row is looked at this often, should the feed have missed the end.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long the caller wants to wait.
///
/// # Errors
/// 400 for more than a minute.
pub fn wait_of(seconds: Option<u32>) -> Result<Duration, Problem> {
    let wait = Duration::from_secs(seconds.unwrap_or(0).into());
    if wait > MAX_WAIT {
        return Err(Problem::bad_request(format!(
            "`wait_seconds` may be at most {}; ask again to wait longer.",
            MAX_WAIT.as_secs()
        )));
    }
    Ok(wait)
}

/// The run as soon as it is over, or as it is when the time is up or the server stops.
///
/// # Errors
/// 404 when the project has no such run.
pub async fn until_over(state: &State, project: ProjectId, id: TestRunId, wait: Duration) -> Result<RunRow, Problem> {
    let mut run = state.store.runs().summary(project, id).await?;
    if wait.is_zero() || run.status.is_final() {
        return Ok(run);
    }
    let deadline = Instant::now() + wait;
    let followed = state.hub.follow_run(project, id).await?;
    let mut ended = followed.feed.ended();
    loop {
        // looked at after the feed was entered, so that an end in between is not missed
        run = state.store.runs().summary(project, id).await?;
        if run.status.is_final() || Instant::now() >= deadline || state.shutdown.is_cancelled() {
            return Ok(run);
        }
        tokio::select! {
            () = state.shutdown.cancelled() => {}
            _ = ended.wait_for(|ended| *ended) => {}
            () = sleep_until(deadline.min(Instant::now() + LOOK_EVERY)) => {}
        }
    }
}
