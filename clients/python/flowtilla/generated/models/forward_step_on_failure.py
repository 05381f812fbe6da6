from typing import Literal

ForwardStepOnFailure = Literal["continue", "fail"]

FORWARD_STEP_ON_FAILURE_VALUES: set[ForwardStepOnFailure] = {
    "continue",
    "fail",
}


def check_forward_step_on_failure(value: str) -> ForwardStepOnFailure:
    if value in FORWARD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FORWARD_STEP_ON_FAILURE_VALUES!r}")
