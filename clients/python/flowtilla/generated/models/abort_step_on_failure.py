from typing import Literal

AbortStepOnFailure = Literal["continue", "fail"]

ABORT_STEP_ON_FAILURE_VALUES: set[AbortStepOnFailure] = {
    "continue",
    "fail",
}


def check_abort_step_on_failure(value: str) -> AbortStepOnFailure:
    if value in ABORT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ABORT_STEP_ON_FAILURE_VALUES!r}")
