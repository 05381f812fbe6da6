from typing import Literal

ScrollStepOnFailure = Literal["continue", "fail"]

SCROLL_STEP_ON_FAILURE_VALUES: set[ScrollStepOnFailure] = {
    "continue",
    "fail",
}


def check_scroll_step_on_failure(value: str) -> ScrollStepOnFailure:
    if value in SCROLL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_STEP_ON_FAILURE_VALUES!r}")
