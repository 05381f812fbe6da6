from typing import Literal

ExecutionNotifiedEventType = Literal["execution.notified"]

EXECUTION_NOTIFIED_EVENT_TYPE_VALUES: set[ExecutionNotifiedEventType] = {
    "execution.notified",
}


def check_execution_notified_event_type(value: str) -> ExecutionNotifiedEventType:
    if value in EXECUTION_NOTIFIED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_NOTIFIED_EVENT_TYPE_VALUES!r}")
