from typing import Literal

MutationFinishedEventType = Literal["mutation.finished"]

MUTATION_FINISHED_EVENT_TYPE_VALUES: set[MutationFinishedEventType] = {
    "mutation.finished",
}


def check_mutation_finished_event_type(value: str) -> MutationFinishedEventType:
    if value in MUTATION_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTATION_FINISHED_EVENT_TYPE_VALUES!r}")
