from typing import Literal

NotifyStepOnFailure = Literal["continue", "fail"]

NOTIFY_STEP_ON_FAILURE_VALUES: set[NotifyStepOnFailure] = {
    "continue",
    "fail",
}


def check_notify_step_on_failure(value: str) -> NotifyStepOnFailure:
    if value in NOTIFY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NOTIFY_STEP_ON_FAILURE_VALUES!r}")
