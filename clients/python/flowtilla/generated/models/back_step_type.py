from typing import Literal

BackStepType = Literal["back"]

BACK_STEP_TYPE_VALUES: set[BackStepType] = {
    "back",
}


def check_back_step_type(value: str) -> BackStepType:
    if value in BACK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BACK_STEP_TYPE_VALUES!r}")
