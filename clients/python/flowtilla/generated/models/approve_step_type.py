from typing import Literal

ApproveStepType = Literal["approve"]

APPROVE_STEP_TYPE_VALUES: set[ApproveStepType] = {
    "approve",
}


def check_approve_step_type(value: str) -> ApproveStepType:
    if value in APPROVE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVE_STEP_TYPE_VALUES!r}")
