from typing import Literal

ScrollUntilStepType = Literal["scroll_until"]

SCROLL_UNTIL_STEP_TYPE_VALUES: set[ScrollUntilStepType] = {
    "scroll_until",
}


def check_scroll_until_step_type(value: str) -> ScrollUntilStepType:
    if value in SCROLL_UNTIL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_UNTIL_STEP_TYPE_VALUES!r}")
