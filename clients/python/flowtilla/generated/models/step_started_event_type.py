from typing import Literal

StepStartedEventType = Literal["step.started"]

STEP_STARTED_EVENT_TYPE_VALUES: set[StepStartedEventType] = {
    "step.started",
}


def check_step_started_event_type(value: str) -> StepStartedEventType:
    if value in STEP_STARTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STEP_STARTED_EVENT_TYPE_VALUES!r}")
