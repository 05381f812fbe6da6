from typing import Literal

ExecutionQueuedEventType = Literal["execution.queued"]

EXECUTION_QUEUED_EVENT_TYPE_VALUES: set[ExecutionQueuedEventType] = {
    "execution.queued",
}


def check_execution_queued_event_type(value: str) -> ExecutionQueuedEventType:
    if value in EXECUTION_QUEUED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_QUEUED_EVENT_TYPE_VALUES!r}")
