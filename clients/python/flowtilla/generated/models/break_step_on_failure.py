from typing import Literal

BreakStepOnFailure = Literal["continue", "fail"]

BREAK_STEP_ON_FAILURE_VALUES: set[BreakStepOnFailure] = {
    "continue",
    "fail",
}


def check_break_step_on_failure(value: str) -> BreakStepOnFailure:
    if value in BREAK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BREAK_STEP_ON_FAILURE_VALUES!r}")
