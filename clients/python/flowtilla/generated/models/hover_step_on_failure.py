from typing import Literal

HoverStepOnFailure = Literal["continue", "fail"]

HOVER_STEP_ON_FAILURE_VALUES: set[HoverStepOnFailure] = {
    "continue",
    "fail",
}


def check_hover_step_on_failure(value: str) -> HoverStepOnFailure:
    if value in HOVER_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HOVER_STEP_ON_FAILURE_VALUES!r}")
