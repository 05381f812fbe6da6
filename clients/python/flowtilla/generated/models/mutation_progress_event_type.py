from typing import Literal

MutationProgressEventType = Literal["mutation.progress"]

MUTATION_PROGRESS_EVENT_TYPE_VALUES: set[MutationProgressEventType] = {
    "mutation.progress",
}


def check_mutation_progress_event_type(value: str) -> MutationProgressEventType:
    if value in MUTATION_PROGRESS_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTATION_PROGRESS_EVENT_TYPE_VALUES!r}")
