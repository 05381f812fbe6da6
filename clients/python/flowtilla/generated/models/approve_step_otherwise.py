from typing import Literal

ApproveStepOtherwise = Literal["approve", "deny"]

APPROVE_STEP_OTHERWISE_VALUES: set[ApproveStepOtherwise] = {
    "approve",
    "deny",
}


def check_approve_step_otherwise(value: str) -> ApproveStepOtherwise:
    if value in APPROVE_STEP_OTHERWISE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVE_STEP_OTHERWISE_VALUES!r}")
