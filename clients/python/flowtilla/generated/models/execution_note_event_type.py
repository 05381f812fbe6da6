from typing import Literal

ExecutionNoteEventType = Literal["execution.note"]

EXECUTION_NOTE_EVENT_TYPE_VALUES: set[ExecutionNoteEventType] = {
    "execution.note",
}


def check_execution_note_event_type(value: str) -> ExecutionNoteEventType:
    if value in EXECUTION_NOTE_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_NOTE_EVENT_TYPE_VALUES!r}")
