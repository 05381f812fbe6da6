from typing import Literal

ExecutionFinishedEventType = Literal["execution.finished"]

EXECUTION_FINISHED_EVENT_TYPE_VALUES: set[ExecutionFinishedEventType] = {
    "execution.finished",
}


def check_execution_finished_event_type(value: str) -> ExecutionFinishedEventType:
    if value in EXECUTION_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_FINISHED_EVENT_TYPE_VALUES!r}")
