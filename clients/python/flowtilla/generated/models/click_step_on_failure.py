from typing import Literal

ClickStepOnFailure = Literal["continue", "fail"]

CLICK_STEP_ON_FAILURE_VALUES: set[ClickStepOnFailure] = {
    "continue",
    "fail",
}


def check_click_step_on_failure(value: str) -> ClickStepOnFailure:
    if value in CLICK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLICK_STEP_ON_FAILURE_VALUES!r}")
