from typing import Literal

ExecutionStartedEventType = Literal["execution.started"]

EXECUTION_STARTED_EVENT_TYPE_VALUES: set[ExecutionStartedEventType] = {
    "execution.started",
}


def check_execution_started_event_type(value: str) -> ExecutionStartedEventType:
    if value in EXECUTION_STARTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_STARTED_EVENT_TYPE_VALUES!r}")
