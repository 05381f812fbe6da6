from typing import Literal

ClickStepType = Literal["click"]

CLICK_STEP_TYPE_VALUES: set[ClickStepType] = {
    "click",
}


def check_click_step_type(value: str) -> ClickStepType:
    if value in CLICK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLICK_STEP_TYPE_VALUES!r}")
