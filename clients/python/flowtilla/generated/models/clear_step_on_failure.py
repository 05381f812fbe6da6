from typing import Literal

ClearStepOnFailure = Literal["continue", "fail"]

CLEAR_STEP_ON_FAILURE_VALUES: set[ClearStepOnFailure] = {
    "continue",
    "fail",
}


def check_clear_step_on_failure(value: str) -> ClearStepOnFailure:
    if value in CLEAR_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLEAR_STEP_ON_FAILURE_VALUES!r}")
