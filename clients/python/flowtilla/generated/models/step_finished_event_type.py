from typing import Literal

StepFinishedEventType = Literal["step.finished"]

STEP_FINISHED_EVENT_TYPE_VALUES: set[StepFinishedEventType] = {
    "step.finished",
}


def check_step_finished_event_type(value: str) -> StepFinishedEventType:
    if value in STEP_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STEP_FINISHED_EVENT_TYPE_VALUES!r}")
