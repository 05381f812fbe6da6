from typing import Literal

RunCancelRequestedEventType = Literal["run.cancel_requested"]

RUN_CANCEL_REQUESTED_EVENT_TYPE_VALUES: set[RunCancelRequestedEventType] = {
    "run.cancel_requested",
}


def check_run_cancel_requested_event_type(value: str) -> RunCancelRequestedEventType:
    if value in RUN_CANCEL_REQUESTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_CANCEL_REQUESTED_EVENT_TYPE_VALUES!r}")
