//! The files of a session: put into a desktop, and kept from one desktop to the next.

use bytes::Bytes;
use flowtilla_shared::{
    domain::{ids::ArtifactId, journal::NewArtifact},
    store::{self, AgentFileRow, SavedFile},
};

use super::{host::Host, insist, rows};
use crate::desktop::{Content, Entry, Inside};

/// How deep files are kept.
const DEPTH: u32 = 8;

impl Host<'_> {
    /// Keeps what is new or changed in the home, hidden files left out. What is too large, or too much, stays in the desktop.
    ///
    /// # Errors
    /// When the desktop does not answer, or the session is lost.
    pub async fn save_files(&mut self) -> Result<(), String> {
        let Some(station) = &self.station else { return Ok(()) };
        let (worker, lease) = (&self.hall.worker, &self.lease);
        let config = &worker.config.agents;
        let (entries, cut) = station
            .desktop
            .inside()
            .list(&station.desktop.inside().home(), DEPTH, false)
            .await
            .map_err(|e| e.to_string())?;
        let known =
            insist(|| async { rows(worker).files(lease.project, lease.id).await }).await.map_err(|e| e.to_string())?;
        let mut room = config.max_files_bytes;
        let mut found = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.directory && entry.bytes <= config.max_file_bytes) {
            if entry.bytes > room {
                continue;
            }
            room -= entry.bytes;
            let before = known.iter().find(|file| file.path == entry.path);
            if before.is_some_and(|file| is_same(file, entry)) {
                continue;
            }
            if let Some(file) = self.keep(station.desktop.inside(), entry, before).await? {
                found.push(file);
            }
        }
        let here = |file: &AgentFileRow| entries.iter().any(|entry| entry.path == file.path);
        // a listing that was cut says nothing about what is not in it
        let gone: Vec<String> = if cut {
            Vec::new()
        } else {
            known.iter().filter(|file| file.pushed && !here(file)).map(|file| file.path.clone()).collect()
        };
        if found.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let saved = insist(|| async { rows(worker).save_files(lease, &found, &gone).await }).await;
        worker.hints.publish(saved.map_err(|e| e.to_string())?);
        Ok(())
    }

    /// Keeps one file; `None` when it is gone meanwhile, or has the same contents as before.
    async fn keep(
        &self,
        inside: &Inside,
        entry: &Entry,
        before: Option<&AgentFileRow>,
    ) -> Result<Option<SavedFile>, String> {
        let path = inside.home_path(&entry.path);
        let Ok(Content::File(data)) = inside.read(&path, self.hall.worker.config.agents.max_file_bytes).await else {
            return Ok(None);
        };
        let media_type = media_type(&entry.path, &data);
        let kept = self.hall.worker.blobs.put(Bytes::from(data)).await.map_err(|e| e.to_string())?;
        if before.is_some_and(|file| file.sha256 == kept.sha256) {
            return Ok(None);
        }
        let artifact = NewArtifact {
            id: ArtifactId::new(),
            kind: "file".into(),
            name: Some(entry.path.rsplit('/').next().unwrap_or(&entry.path).to_owned()),
            media_type: media_type.into(),
            sha256: kept.sha256,
            bytes: kept.bytes,
            step_index: None,
        };
        let modified = i64::try_from(entry.modified_unix).unwrap_or(0);
        Ok(Some(SavedFile { path: entry.path.clone(), artifact, modified }))
    }

    /// Puts every file of the session into a new desktop; how many there are.
    pub async fn restore_files(&mut self) -> usize {
        self.put_files(|_| true).await
    }

    /// Puts uploads into the desktop.
    pub async fn push_files(&mut self) {
        if self.attention.last().uploads {
            self.put_files(|file| !file.pushed).await;
            // so that the next look does not see them again
            let _ = self.attention.now().await;
        }
    }

    async fn put_files(&mut self, wanted: impl Fn(&AgentFileRow) -> bool) -> usize {
        let Some(station) = &self.station else { return 0 };
        let (worker, lease) = (&self.hall.worker, &self.lease);
        let files = match insist(|| async { rows(worker).files(lease.project, lease.id).await }).await {
            Ok(files) => files,
            Err(e) => {
                tracing::warn!(session.id = %lease.id, error = %e, "The files of agent session `{}` could not be read", lease.id);
                return 0;
            }
        };
        let mut put = 0;
        let mut failed = Vec::new();
        for file in files.iter().filter(|file| wanted(file)) {
            match put_one(worker, station.desktop.inside(), file).await {
                Ok(()) => put += 1,
                Err(why) => failed.push(format!("The file `{}` could not be put into your home: {why}", file.path)),
            }
            // one that cannot be put there is not tried again
            if let Err(e @ store::Error::Database(_)) =
                insist(|| async { rows(worker).pushed(lease, file).await }).await
            {
                tracing::warn!(error = %e, "It could not be noted that a file is in its desktop");
            }
        }
        self.notes.extend(failed);
        put
    }
}

async fn put_one(worker: &crate::worker::Worker, inside: &Inside, file: &AgentFileRow) -> Result<(), String> {
    let data = worker.blobs.get(&file.sha256).await.map_err(|e| e.to_string())?;
    inside.write(&inside.home_path(&file.path), data.to_vec()).await.map_err(|e| e.to_string())
}

/// Size and time are those that were noted.
fn is_same(file: &AgentFileRow, entry: &Entry) -> bool {
    file.bytes == entry.bytes && u64::try_from(file.modified).ok() == Some(entry.modified_unix)
}

/// What kind of file it is, from its name, else from its first bytes.
fn media_type(path: &str, data: &[u8]) -> &'static str {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "zip" => "application/zip",
        _ if std::str::from_utf8(&data[..data.len().min(4096)]).is_ok_and(|text| !text.contains('\0')) => {
            "text/plain; charset=utf-8"
        }
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_file_is_what_its_name_or_its_bytes_say() {
        assert_eq!(media_type("a/b.PNG", b""), "image/png");
        assert_eq!(media_type("notes", "größer".as_bytes()), "text/plain; charset=utf-8");
        assert_eq!(
            media_type("page.html", b"<b>"),
            "text/plain; charset=utf-8",
            "no page of an agent is shown as a page"
        );
        assert_eq!(media_type("core", &[0, 159, 146, 150]), "application/octet-stream");
    }
}
