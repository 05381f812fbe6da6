from typing import Literal

ControlReleasedEventType = Literal["control.released"]

CONTROL_RELEASED_EVENT_TYPE_VALUES: set[ControlReleasedEventType] = {
    "control.released",
}


def check_control_released_event_type(value: str) -> ControlReleasedEventType:
    if value in CONTROL_RELEASED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTROL_RELEASED_EVENT_TYPE_VALUES!r}")
