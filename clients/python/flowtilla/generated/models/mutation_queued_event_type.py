from typing import Literal

MutationQueuedEventType = Literal["mutation.queued"]

MUTATION_QUEUED_EVENT_TYPE_VALUES: set[MutationQueuedEventType] = {
    "mutation.queued",
}


def check_mutation_queued_event_type(value: str) -> MutationQueuedEventType:
    if value in MUTATION_QUEUED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTATION_QUEUED_EVENT_TYPE_VALUES!r}")
