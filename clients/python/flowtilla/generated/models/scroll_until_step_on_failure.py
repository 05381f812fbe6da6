from typing import Literal

ScrollUntilStepOnFailure = Literal["continue", "fail"]

SCROLL_UNTIL_STEP_ON_FAILURE_VALUES: set[ScrollUntilStepOnFailure] = {
    "continue",
    "fail",
}


def check_scroll_until_step_on_failure(value: str) -> ScrollUntilStepOnFailure:
    if value in SCROLL_UNTIL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCROLL_UNTIL_STEP_ON_FAILURE_VALUES!r}")
