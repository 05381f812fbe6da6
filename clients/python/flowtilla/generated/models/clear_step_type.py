from typing import Literal

ClearStepType = Literal["clear"]

CLEAR_STEP_TYPE_VALUES: set[ClearStepType] = {
    "clear",
}


def check_clear_step_type(value: str) -> ClearStepType:
    if value in CLEAR_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLEAR_STEP_TYPE_VALUES!r}")
