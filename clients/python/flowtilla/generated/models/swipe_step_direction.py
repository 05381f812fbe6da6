from typing import Literal

SwipeStepDirection = Literal["down", "left", "right", "up"]

SWIPE_STEP_DIRECTION_VALUES: set[SwipeStepDirection] = {
    "down",
    "left",
    "right",
    "up",
}


def check_swipe_step_direction(value: str) -> SwipeStepDirection:
    if value in SWIPE_STEP_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWIPE_STEP_DIRECTION_VALUES!r}")
