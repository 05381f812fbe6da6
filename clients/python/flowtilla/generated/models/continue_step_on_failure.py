from typing import Literal

ContinueStepOnFailure = Literal["continue", "fail"]

CONTINUE_STEP_ON_FAILURE_VALUES: set[ContinueStepOnFailure] = {
    "continue",
    "fail",
}


def check_continue_step_on_failure(value: str) -> ContinueStepOnFailure:
    if value in CONTINUE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTINUE_STEP_ON_FAILURE_VALUES!r}")
