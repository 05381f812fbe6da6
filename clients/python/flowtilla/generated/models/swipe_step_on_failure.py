from typing import Literal

SwipeStepOnFailure = Literal["continue", "fail"]

SWIPE_STEP_ON_FAILURE_VALUES: set[SwipeStepOnFailure] = {
    "continue",
    "fail",
}


def check_swipe_step_on_failure(value: str) -> SwipeStepOnFailure:
    if value in SWIPE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWIPE_STEP_ON_FAILURE_VALUES!r}")
