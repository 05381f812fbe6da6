from typing import Literal

RequestFailedEventType = Literal["request.failed"]

REQUEST_FAILED_EVENT_TYPE_VALUES: set[RequestFailedEventType] = {
    "request.failed",
}


def check_request_failed_event_type(value: str) -> RequestFailedEventType:
    if value in REQUEST_FAILED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REQUEST_FAILED_EVENT_TYPE_VALUES!r}")
