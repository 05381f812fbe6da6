from typing import Literal

RunFinishedEventType = Literal["run.finished"]

RUN_FINISHED_EVENT_TYPE_VALUES: set[RunFinishedEventType] = {
    "run.finished",
}


def check_run_finished_event_type(value: str) -> RunFinishedEventType:
    if value in RUN_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_FINISHED_EVENT_TYPE_VALUES!r}")
