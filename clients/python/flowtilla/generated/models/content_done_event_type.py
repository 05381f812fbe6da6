from typing import Literal

ContentDoneEventType = Literal["content.done"]

CONTENT_DONE_EVENT_TYPE_VALUES: set[ContentDoneEventType] = {
    "content.done",
}


def check_content_done_event_type(value: str) -> ContentDoneEventType:
    if value in CONTENT_DONE_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTENT_DONE_EVENT_TYPE_VALUES!r}")
