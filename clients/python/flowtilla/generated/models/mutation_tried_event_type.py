from typing import Literal

MutationTriedEventType = Literal["mutation.tried"]

MUTATION_TRIED_EVENT_TYPE_VALUES: set[MutationTriedEventType] = {
    "mutation.tried",
}


def check_mutation_tried_event_type(value: str) -> MutationTriedEventType:
    if value in MUTATION_TRIED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTATION_TRIED_EVENT_TYPE_VALUES!r}")
