from typing import Literal

ScrollStepTo = Literal["bottom", "left", "right", "top"]

SCROLL_STEP_TO_VALUES: set[ScrollStepTo] = {
    "bottom",
    "left",
    "right",
    "top",
}


def check_scroll_step_to(value: str) -> ScrollStepTo:
    if value in SCROLL_STEP_TO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_STEP_TO_VALUES!r}")
