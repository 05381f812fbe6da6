from typing import Literal

WaitLoadStepOnFailure = Literal["continue", "fail"]

WAIT_LOAD_STEP_ON_FAILURE_VALUES: set[WaitLoadStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_load_step_on_failure(value: str) -> WaitLoadStepOnFailure:
    if value in WAIT_LOAD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_LOAD_STEP_ON_FAILURE_VALUES!r}")
