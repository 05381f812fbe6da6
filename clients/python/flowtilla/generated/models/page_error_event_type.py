from typing import Literal

PageErrorEventType = Literal["page.error"]

PAGE_ERROR_EVENT_TYPE_VALUES: set[PageErrorEventType] = {
    "page.error",
}


def check_page_error_event_type(value: str) -> PageErrorEventType:
    if value in PAGE_ERROR_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAGE_ERROR_EVENT_TYPE_VALUES!r}")
