from typing import Literal

WaitForStepOnFailure = Literal["continue", "fail"]

WAIT_FOR_STEP_ON_FAILURE_VALUES: set[WaitForStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_for_step_on_failure(value: str) -> WaitForStepOnFailure:
    if value in WAIT_FOR_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FOR_STEP_ON_FAILURE_VALUES!r}")
