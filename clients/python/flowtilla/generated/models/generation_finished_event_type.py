from typing import Literal

GenerationFinishedEventType = Literal["generation.finished"]

GENERATION_FINISHED_EVENT_TYPE_VALUES: set[GenerationFinishedEventType] = {
    "generation.finished",
}


def check_generation_finished_event_type(value: str) -> GenerationFinishedEventType:
    if value in GENERATION_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GENERATION_FINISHED_EVENT_TYPE_VALUES!r}")
