from typing import Literal

SwipeStepType = Literal["swipe"]

SWIPE_STEP_TYPE_VALUES: set[SwipeStepType] = {
    "swipe",
}


def check_swipe_step_type(value: str) -> SwipeStepType:
    if value in SWIPE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWIPE_STEP_TYPE_VALUES!r}")
