from typing import Literal

PressStepType = Literal["press"]

PRESS_STEP_TYPE_VALUES: set[PressStepType] = {
    "press",
}


def check_press_step_type(value: str) -> PressStepType:
    if value in PRESS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PRESS_STEP_TYPE_VALUES!r}")
