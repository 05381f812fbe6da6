from typing import Literal

WaitRunStepOnFailure = Literal["continue", "fail"]

WAIT_RUN_STEP_ON_FAILURE_VALUES: set[WaitRunStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_run_step_on_failure(value: str) -> WaitRunStepOnFailure:
    if value in WAIT_RUN_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_RUN_STEP_ON_FAILURE_VALUES!r}")
