from typing import Literal

ContentResetEventType = Literal["content.reset"]

CONTENT_RESET_EVENT_TYPE_VALUES: set[ContentResetEventType] = {
    "content.reset",
}


def check_content_reset_event_type(value: str) -> ContentResetEventType:
    if value in CONTENT_RESET_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTENT_RESET_EVENT_TYPE_VALUES!r}")
