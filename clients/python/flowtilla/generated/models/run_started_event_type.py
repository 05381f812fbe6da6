from typing import Literal

RunStartedEventType = Literal["run.started"]

RUN_STARTED_EVENT_TYPE_VALUES: set[RunStartedEventType] = {
    "run.started",
}


def check_run_started_event_type(value: str) -> RunStartedEventType:
    if value in RUN_STARTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_STARTED_EVENT_TYPE_VALUES!r}")
