from typing import Literal

SetCheckedStepType = Literal["set_checked"]

SET_CHECKED_STEP_TYPE_VALUES: set[SetCheckedStepType] = {
    "set_checked",
}


def check_set_checked_step_type(value: str) -> SetCheckedStepType:
    if value in SET_CHECKED_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_CHECKED_STEP_TYPE_VALUES!r}")
