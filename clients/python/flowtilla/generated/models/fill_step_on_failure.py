from typing import Literal

FillStepOnFailure = Literal["continue", "fail"]

FILL_STEP_ON_FAILURE_VALUES: set[FillStepOnFailure] = {
    "continue",
    "fail",
}


def check_fill_step_on_failure(value: str) -> FillStepOnFailure:
    if value in FILL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILL_STEP_ON_FAILURE_VALUES!r}")
