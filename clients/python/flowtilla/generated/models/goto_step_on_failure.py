from typing import Literal

GotoStepOnFailure = Literal["continue", "fail"]

GOTO_STEP_ON_FAILURE_VALUES: set[GotoStepOnFailure] = {
    "continue",
    "fail",
}


def check_goto_step_on_failure(value: str) -> GotoStepOnFailure:
    if value in GOTO_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GOTO_STEP_ON_FAILURE_VALUES!r}")
