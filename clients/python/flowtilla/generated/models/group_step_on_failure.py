from typing import Literal

GroupStepOnFailure = Literal["continue", "fail"]

GROUP_STEP_ON_FAILURE_VALUES: set[GroupStepOnFailure] = {
    "continue",
    "fail",
}


def check_group_step_on_failure(value: str) -> GroupStepOnFailure:
    if value in GROUP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GROUP_STEP_ON_FAILURE_VALUES!r}")
