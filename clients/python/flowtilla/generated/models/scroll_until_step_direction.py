from typing import Literal

ScrollUntilStepDirection = Literal["down", "left", "right", "up"]

SCROLL_UNTIL_STEP_DIRECTION_VALUES: set[ScrollUntilStepDirection] = {
    "down",
    "left",
    "right",
    "up",
}


def check_scroll_until_step_direction(value: str) -> ScrollUntilStepDirection:
    if value in SCROLL_UNTIL_STEP_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_UNTIL_STEP_DIRECTION_VALUES!r}")
