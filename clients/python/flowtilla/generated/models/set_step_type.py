from typing import Literal

SetStepType = Literal["set"]

SET_STEP_TYPE_VALUES: set[SetStepType] = {
    "set",
}


def check_set_step_type(value: str) -> SetStepType:
    if value in SET_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_STEP_TYPE_VALUES!r}")
