from typing import Literal

ApproveStepOnFailure = Literal["continue", "fail"]

APPROVE_STEP_ON_FAILURE_VALUES: set[ApproveStepOnFailure] = {
    "continue",
    "fail",
}


def check_approve_step_on_failure(value: str) -> ApproveStepOnFailure:
    if value in APPROVE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVE_STEP_ON_FAILURE_VALUES!r}")
