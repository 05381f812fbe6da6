from typing import Literal

GroupStepType = Literal["group"]

GROUP_STEP_TYPE_VALUES: set[GroupStepType] = {
    "group",
}


def check_group_step_type(value: str) -> GroupStepType:
    if value in GROUP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GROUP_STEP_TYPE_VALUES!r}")
