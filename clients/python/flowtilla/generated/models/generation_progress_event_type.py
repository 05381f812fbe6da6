from typing import Literal

GenerationProgressEventType = Literal["generation.progress"]

GENERATION_PROGRESS_EVENT_TYPE_VALUES: set[GenerationProgressEventType] = {
    "generation.progress",
}


def check_generation_progress_event_type(value: str) -> GenerationProgressEventType:
    if value in GENERATION_PROGRESS_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GENERATION_PROGRESS_EVENT_TYPE_VALUES!r}")
