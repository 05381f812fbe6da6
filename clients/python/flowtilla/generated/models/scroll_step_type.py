from typing import Literal

ScrollStepType = Literal["scroll"]

SCROLL_STEP_TYPE_VALUES: set[ScrollStepType] = {
    "scroll",
}


def check_scroll_step_type(value: str) -> ScrollStepType:
    if value in SCROLL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_STEP_TYPE_VALUES!r}")
