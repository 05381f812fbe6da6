from typing import Literal

DoneStepOnFailure = Literal["continue", "fail"]

DONE_STEP_ON_FAILURE_VALUES: set[DoneStepOnFailure] = {
    "continue",
    "fail",
}


def check_done_step_on_failure(value: str) -> DoneStepOnFailure:
    if value in DONE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DONE_STEP_ON_FAILURE_VALUES!r}")
