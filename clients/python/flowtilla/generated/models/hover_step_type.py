from typing import Literal

HoverStepType = Literal["hover"]

HOVER_STEP_TYPE_VALUES: set[HoverStepType] = {
    "hover",
}


def check_hover_step_type(value: str) -> HoverStepType:
    if value in HOVER_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HOVER_STEP_TYPE_VALUES!r}")
