from typing import Literal

MouseStepOnFailure = Literal["continue", "fail"]

MOUSE_STEP_ON_FAILURE_VALUES: set[MouseStepOnFailure] = {
    "continue",
    "fail",
}


def check_mouse_step_on_failure(value: str) -> MouseStepOnFailure:
    if value in MOUSE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOUSE_STEP_ON_FAILURE_VALUES!r}")
