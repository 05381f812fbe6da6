from typing import Literal

GenerationQueuedEventType = Literal["generation.queued"]

GENERATION_QUEUED_EVENT_TYPE_VALUES: set[GenerationQueuedEventType] = {
    "generation.queued",
}


def check_generation_queued_event_type(value: str) -> GenerationQueuedEventType:
    if value in GENERATION_QUEUED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GENERATION_QUEUED_EVENT_TYPE_VALUES!r}")
