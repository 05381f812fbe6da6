from typing import Literal

WaitSettledStepOnFailure = Literal["continue", "fail"]

WAIT_SETTLED_STEP_ON_FAILURE_VALUES: set[WaitSettledStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_settled_step_on_failure(value: str) -> WaitSettledStepOnFailure:
    if value in WAIT_SETTLED_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_SETTLED_STEP_ON_FAILURE_VALUES!r}")
