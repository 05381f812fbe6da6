from typing import Literal

SetStepOnFailure = Literal["continue", "fail"]

SET_STEP_ON_FAILURE_VALUES: set[SetStepOnFailure] = {
    "continue",
    "fail",
}


def check_set_step_on_failure(value: str) -> SetStepOnFailure:
    if value in SET_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_STEP_ON_FAILURE_VALUES!r}")
