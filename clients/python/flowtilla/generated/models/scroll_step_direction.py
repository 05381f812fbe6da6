from typing import Literal

ScrollStepDirection = Literal["down", "left", "right", "up"]

SCROLL_STEP_DIRECTION_VALUES: set[ScrollStepDirection] = {
    "down",
    "left",
    "right",
    "up",
}


def check_scroll_step_direction(value: str) -> ScrollStepDirection:
    if value in SCROLL_STEP_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_STEP_DIRECTION_VALUES!r}")
