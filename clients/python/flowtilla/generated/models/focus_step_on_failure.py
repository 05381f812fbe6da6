from typing import Literal

FocusStepOnFailure = Literal["continue", "fail"]

FOCUS_STEP_ON_FAILURE_VALUES: set[FocusStepOnFailure] = {
    "continue",
    "fail",
}


def check_focus_step_on_failure(value: str) -> FocusStepOnFailure:
    if value in FOCUS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FOCUS_STEP_ON_FAILURE_VALUES!r}")
