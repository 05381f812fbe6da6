//! Event logs, read part by part: one answer for every kind of thing that has one.

use flowtilla_shared::domain::ids::ProjectId;

use crate::{
    problem::Problem,
    state::State,
    wire::{
        domain::{self, Domain},
        part::Part,
        run::EventList,
    },
};

/// A part of the log of a topic. Whose topic it is must have been looked up before: a stranger's log reads as an empty one.
///
/// # Errors
/// 503 when the store cannot be asked.
pub async fn read(state: &State, project: ProjectId, topic: &str, part: Part<i64>) -> Result<EventList, Problem> {
    let events = state.store.events().after(project, topic, part.after, part.limit).await?;
    let next_after = events.last().map_or(part.after, |envelope| envelope.seq);
    let head = state.store.events().head(project, topic).await?;
    let items = events.into_iter().map(|envelope| Domain(domain::Event { envelope, position: None })).collect();
    Ok(EventList { items, next_after, head })
}
