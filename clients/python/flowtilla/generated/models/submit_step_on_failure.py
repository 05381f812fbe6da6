from typing import Literal

SubmitStepOnFailure = Literal["continue", "fail"]

SUBMIT_STEP_ON_FAILURE_VALUES: set[SubmitStepOnFailure] = {
    "continue",
    "fail",
}


def check_submit_step_on_failure(value: str) -> SubmitStepOnFailure:
    if value in SUBMIT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SUBMIT_STEP_ON_FAILURE_VALUES!r}")
