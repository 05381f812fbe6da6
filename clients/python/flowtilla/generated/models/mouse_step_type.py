from typing import Literal

MouseStepType = Literal["mouse"]

MOUSE_STEP_TYPE_VALUES: set[MouseStepType] = {
    "mouse",
}


def check_mouse_step_type(value: str) -> MouseStepType:
    if value in MOUSE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOUSE_STEP_TYPE_VALUES!r}")
