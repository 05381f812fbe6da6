from typing import Literal

ExecutionReleasedEventType = Literal["execution.released"]

EXECUTION_RELEASED_EVENT_TYPE_VALUES: set[ExecutionReleasedEventType] = {
    "execution.released",
}


def check_execution_released_event_type(value: str) -> ExecutionReleasedEventType:
    if value in EXECUTION_RELEASED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_RELEASED_EVENT_TYPE_VALUES!r}")
