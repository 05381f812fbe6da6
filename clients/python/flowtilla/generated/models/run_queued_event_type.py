from typing import Literal

RunQueuedEventType = Literal["run.queued"]

RUN_QUEUED_EVENT_TYPE_VALUES: set[RunQueuedEventType] = {
    "run.queued",
}


def check_run_queued_event_type(value: str) -> RunQueuedEventType:
    if value in RUN_QUEUED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_QUEUED_EVENT_TYPE_VALUES!r}")
