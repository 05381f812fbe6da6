//! The history of a session as a model is given it.

use std::collections::HashMap;

use flowtilla_shared::{
    domain::{
        agent::{MessageBlock, Role},
        ids::{ArtifactId, ProjectId},
    },
    store::MessageRow,
};

use crate::{
    model::{Block, Image, Message, ToolResult, Turn},
    worker::Worker,
};

/// Screenshots that a model is shown at most, and how many of them are left out at once: what came before stays the same for
/// many turns, so that providers can keep it.
const MOST_PICTURES: usize = 40;
const LEFT_OUT_AT_ONCE: usize = 30;
/// What stands in the place of a screenshot that is left out.
const LEFT_OUT: &str = "(An earlier screenshot is left out here.)";

/// Pictures that were read from the blob store, by artifact.
#[derive(Debug, Default)]
pub struct Album(HashMap<ArtifactId, Image>);

impl Album {
    /// Keeps a picture that was just made, so that it need not be read.
    pub fn keep(&mut self, id: ArtifactId, png: &[u8]) {
        self.0.insert(id, Image::png(png));
    }

    /// Reads what is missing, and forgets what is not wanted any more. What cannot be read is left out of the conversation.
    async fn turn_to(&mut self, worker: &Worker, project: ProjectId, wanted: &[ArtifactId]) {
        self.0.retain(|id, _| wanted.contains(id));
        for id in wanted {
            if self.0.contains_key(id) {
                continue;
            }
            let Ok(row) = worker.store.artifacts().get(project, *id).await else { continue };
            if let Ok(bytes) = worker.blobs.get(&row.sha256).await {
                self.0.insert(*id, Image::png(&bytes));
            }
        }
    }
}

/// The conversation.
///
/// # Errors
/// When a stored answer cannot be read.
pub async fn read(
    worker: &Worker,
    project: ProjectId,
    rows: &[MessageRow],
    album: &mut Album,
) -> Result<Vec<Message>, String> {
    let pictures: Vec<ArtifactId> = rows.iter().flat_map(|row| &row.blocks).filter_map(picture).collect();
    let shown = &pictures[left_out(pictures.len())..];
    album.turn_to(worker, project, shown).await;
    let mut messages: Vec<Message> = Vec::new();
    for row in rows {
        match row.role {
            Role::Assistant => {
                // what was cut off has no turn; nothing was done for it
                let Some(turn) = &row.turn else { continue };
                let turn: Turn =
                    serde_json::from_value(turn.clone()).map_err(|e| format!("a stored answer cannot be read: {e}"))?;
                messages.push(Message::Assistant(Box::new(turn)));
            }
            Role::User | Role::Tool => {
                let blocks: Vec<Block> = row.blocks.iter().flat_map(|block| said(block, album)).collect();
                messages.push(Message::User(blocks));
            }
        }
    }
    Ok(messages)
}

fn picture(block: &MessageBlock) -> Option<ArtifactId> {
    match block {
        MessageBlock::ToolResult { artifact_id, .. } => *artifact_id,
        MessageBlock::Image { artifact_id } => Some(*artifact_id),
        MessageBlock::Text { .. }
        | MessageBlock::Thinking { .. }
        | MessageBlock::ToolUse { .. }
        | MessageBlock::Note { .. } => None,
    }
}

/// How many of the oldest pictures are left out.
fn left_out(pictures: usize) -> usize {
    if pictures <= MOST_PICTURES {
        return 0;
    }
    (pictures - (MOST_PICTURES - LEFT_OUT_AT_ONCE)) / LEFT_OUT_AT_ONCE * LEFT_OUT_AT_ONCE
}

fn said(block: &MessageBlock, album: &Album) -> Vec<Block> {
    match block {
        MessageBlock::Text { text } => vec![Block::Text { text: text.clone() }],
        MessageBlock::Note { text } => vec![Block::Text { text: format!("[A note from the machine: {text}]") }],
        MessageBlock::Image { artifact_id } => match album.0.get(artifact_id) {
            Some(image) => vec![Block::Image(image.clone())],
            None => vec![Block::Text { text: LEFT_OUT.into() }],
        },
        MessageBlock::ToolResult { id, ok, text, artifact_id, .. } => {
            let image = artifact_id.and_then(|id| album.0.get(&id)).cloned();
            let mut text = text.clone();
            if artifact_id.is_some() && image.is_none() {
                text = format!("{text}\n{LEFT_OUT}").trim_start().to_owned();
            }
            vec![Block::ToolResult(ToolResult {
                call_id: id.clone(),
                ok: *ok,
                text,
                images: image.into_iter().collect(),
            })]
        }
        // they belong to answers
        MessageBlock::Thinking { .. } | MessageBlock::ToolUse { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_screenshots_are_left_out_many_at_once() {
        assert_eq!(left_out(0), 0);
        assert_eq!(left_out(40), 0);
        for pictures in 41..70 {
            assert_eq!(left_out(pictures), 30, "{pictures}");
        }
        assert_eq!(left_out(70), 60);
        for pictures in 0..1000 {
            let shown = pictures - left_out(pictures);
            assert!(shown <= MOST_PICTURES && (pictures < 10 || shown >= 10), "{pictures}: {shown}");
        }
    }
}
