//! Steps that leave the list they stand in, and steps that only say something.

use flowtilla_shared::domain::{
    event::Event,
    flow::Action,
    outcome::{ErrorKind, MAX_NOTES, Note, NoteKind, StepError},
};
use serde_json::{Value, json};

use super::{Runner, walk::Halt};

/// Bytes of one note.
const LONGEST_NOTE: usize = 8 * 1024;

impl Runner {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other step says nothing and stays in its list")]
    /// What follows from a step that was done: what it says is kept, and it may leave its list. `told` says that an earlier
    /// claim has published it.
    pub(super) fn follow(&mut self, action: &Action, index: u32, told: bool) -> Result<(), Halt> {
        let text = |text: &str| json!(self.plan.mask.long_text(text, LONGEST_NOTE));
        let note = match action {
            Action::Log { text: line } => Some((NoteKind::Log, None, text(line), None)),
            Action::Annotate { name, text: line } => {
                Some((NoteKind::Annotation, Some(name.as_deref().unwrap_or("note")), text(line), None))
            }
            Action::Chapter { title } => Some((NoteKind::Annotation, Some("chapter"), text(title), None)),
            Action::RecordMetric { name, value, unit } => {
                Some((NoteKind::Metric, Some(name.as_str()), json!(value), unit.as_deref()))
            }
            _ => None,
        };
        if let Some((kind, name, value, unit)) = note {
            let word = |word: &str| self.plan.mask.long_text(word, 500);
            let note = Note { kind, name: name.map(word), value, unit: unit.map(word), step: index };
            self.say(note, told);
        }
        match action {
            Action::Break {} => Err(Halt::Break),
            Action::Continue {} => Err(Halt::Continue),
            Action::Skip { reason } => Err(Halt::Skip(self.plan.mask.long_text(reason, 2048))),
            Action::Done { result } => Err(Halt::Done(result.clone())),
            _ => Ok(()),
        }
    }

    /// The flow's own result, when it gave one.
    pub(super) fn came_to(&mut self, result: &Value) {
        if !result.is_null() {
            let value = self.plan.mask.value(result);
            let value = if value.to_string().len() > LONGEST_NOTE { json!("… (too long to be kept)") } else { value };
            let step = self.next_index.saturating_sub(1);
            self.say(Note { kind: NoteKind::Result, name: None, value, unit: None, step }, false);
        }
    }

    /// An annotation of our own.
    pub(super) fn remark(&mut self, name: &str, text: &str) {
        let value = json!(self.plan.mask.long_text(text, LONGEST_NOTE));
        let step = self.next_index.saturating_sub(1);
        self.say(Note { kind: NoteKind::Annotation, name: Some(name.to_owned()), value, unit: None, step }, false);
    }

    fn say(&mut self, note: Note, told: bool) {
        if !told {
            self.recorder.event(Event::ExecutionNote { execution_id: self.plan.execution, note: note.clone() });
        }
        if self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }
}

/// The failure that a `fail` step is.
pub(super) fn failure(reason: &str, code: Option<&str>) -> StepError {
    StepError { code: code.map(str::to_owned), ..StepError::new(ErrorKind::Assertion, reason) }
}
