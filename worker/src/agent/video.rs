//! Makes films of what an agent did, out of the screenshots of its actions, when somebody asks for one.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::{ids::ArtifactId, journal::NewArtifact},
    store::ClaimedVideo,
};

use super::{insist, rows};
use crate::{
    desktop::Picture,
    evidence::{Still, Stills},
    worker::Worker,
};

/// How long one film may take.
pub const WITHIN: Duration = Duration::from_secs(300);
/// Screenshots of one film; of longer sessions the last ones.
const MOST_STILLS: u32 = 2_000;
/// How long a screenshot is shown at least, at most, and at the end: nobody wants to watch an agent think.
const SHORTEST: Duration = Duration::from_millis(300);
const LONGEST: Duration = Duration::from_secs(2);

/// Makes one film, if somebody waits for one.
pub async fn make_one(worker: &Worker) {
    let claimed = match rows(worker).claim_video(WITHIN).await {
        Ok(Some(claimed)) => claimed,
        Ok(None) => return,
        Err(e) => return tracing::debug!(error = %e, "No film could be looked for"),
    };
    let session = claimed.session;
    let made = tokio::time::timeout(WITHIN, film(worker, &claimed)).await;
    let made = made.unwrap_or_else(|_| Err("It could not be made within five minutes.".into()));
    if let Err(why) = &made {
        tracing::warn!(session.id = %session, "The film of agent session `{session}` was not made: {why}");
    }
    let ended = made.as_ref().map_err(String::as_str);
    if let Err(e) = insist(|| async { rows(worker).end_video(&claimed, ended).await }).await {
        tracing::warn!(session.id = %session, error = %e, "The film of agent session `{session}` was not handed in");
    }
}

async fn film(worker: &Worker, claimed: &ClaimedVideo) -> Result<NewArtifact, String> {
    let from = claimed.last_action.saturating_sub(MOST_STILLS);
    let calls = rows(worker).calls(claimed.project, claimed.session, from, MOST_STILLS).await;
    let calls = calls.map_err(|e| e.to_string())?;
    let shot = calls.iter().filter(|call| call.number <= claimed.last_action);
    let shot = shot.filter_map(|call| Some((call.artifact_id?, call.finished_at.unwrap_or(call.started_at))));
    let most = worker.config.storage.max_artifact_bytes;
    let mut stills = Stills::new(most);
    let mut pace = Pace::default();
    for (artifact, at) in shot {
        // what was too old to be kept is not shown
        let Ok(row) = worker.store.artifacts().get(claimed.project, artifact).await else { continue };
        let Ok(png) = worker.blobs.get(&row.sha256).await else { continue };
        let shown_at = pace.next(at);
        let adding = tokio::task::spawn_blocking(move || {
            if let Ok(picture) = Picture::read(&png) {
                stills.add(&Still { width: picture.width, height: picture.height, rgb: &picture.pixels }, shown_at);
            }
            stills
        });
        stills = adding.await.map_err(|e| e.to_string())?;
    }
    let bytes = stills.finish(pace.end()).ok_or("There is no screenshot of it.")?;
    let kept = worker.blobs.put(Bytes::from(bytes)).await.map_err(|e| e.to_string())?;
    Ok(NewArtifact {
        id: ArtifactId::new(),
        kind: "video".into(),
        name: Some("session.webm".into()),
        media_type: "video/webm".into(),
        sha256: kept.sha256,
        bytes: kept.bytes,
        step_index: None,
    })
}

/// When each screenshot is shown: as it was, without the long waits.
#[derive(Debug, Default)]
struct Pace {
    shown: Duration,
    last: Option<DateTime<Utc>>,
}

impl Pace {
    fn next(&mut self, at: DateTime<Utc>) -> Duration {
        if let Some(last) = self.last.replace(at) {
            self.shown += (at - last).to_std().unwrap_or_default().clamp(SHORTEST, LONGEST);
        }
        self.shown
    }

    fn end(&self) -> Duration {
        self.shown + LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_watches_an_agent_think() {
        let mut pace = Pace::default();
        let at = |seconds: i64| DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap_or_default();
        let shown = [at(0), at(1), at(601), at(601), at(590)].map(|moment| pace.next(moment).as_millis());
        assert_eq!(shown, [0, 1_000, 3_000, 3_300, 3_600]);
        assert_eq!(pace.end().as_millis(), 5_600);
    }
}
