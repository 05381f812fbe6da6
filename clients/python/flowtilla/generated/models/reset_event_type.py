from typing import Literal

ResetEventType = Literal["reset"]

RESET_EVENT_TYPE_VALUES: set[ResetEventType] = {
    "reset",
}


def check_reset_event_type(value: str) -> ResetEventType:
    if value in RESET_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RESET_EVENT_TYPE_VALUES!r}")
