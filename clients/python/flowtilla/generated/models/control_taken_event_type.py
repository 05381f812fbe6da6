from typing import Literal

ControlTakenEventType = Literal["control.taken"]

CONTROL_TAKEN_EVENT_TYPE_VALUES: set[ControlTakenEventType] = {
    "control.taken",
}


def check_control_taken_event_type(value: str) -> ControlTakenEventType:
    if value in CONTROL_TAKEN_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTROL_TAKEN_EVENT_TYPE_VALUES!r}")
