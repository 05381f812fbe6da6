from typing import Literal

PressStepOnFailure = Literal["continue", "fail"]

PRESS_STEP_ON_FAILURE_VALUES: set[PressStepOnFailure] = {
    "continue",
    "fail",
}


def check_press_step_on_failure(value: str) -> PressStepOnFailure:
    if value in PRESS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PRESS_STEP_ON_FAILURE_VALUES!r}")
