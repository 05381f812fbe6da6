from typing import Literal

StatusEventType = Literal["status"]

STATUS_EVENT_TYPE_VALUES: set[StatusEventType] = {
    "status",
}


def check_status_event_type(value: str) -> StatusEventType:
    if value in STATUS_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STATUS_EVENT_TYPE_VALUES!r}")
