from typing import Literal

BackStepOnFailure = Literal["continue", "fail"]

BACK_STEP_ON_FAILURE_VALUES: set[BackStepOnFailure] = {
    "continue",
    "fail",
}


def check_back_step_on_failure(value: str) -> BackStepOnFailure:
    if value in BACK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BACK_STEP_ON_FAILURE_VALUES!r}")
