from typing import Literal

FocusStepType = Literal["focus"]

FOCUS_STEP_TYPE_VALUES: set[FocusStepType] = {
    "focus",
}


def check_focus_step_type(value: str) -> FocusStepType:
    if value in FOCUS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FOCUS_STEP_TYPE_VALUES!r}")
