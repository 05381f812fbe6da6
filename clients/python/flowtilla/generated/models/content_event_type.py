from typing import Literal

ContentEventType = Literal["content"]

CONTENT_EVENT_TYPE_VALUES: set[ContentEventType] = {
    "content",
}


def check_content_event_type(value: str) -> ContentEventType:
    if value in CONTENT_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTENT_EVENT_TYPE_VALUES!r}")
