from typing import Literal

SetViewportStepOnFailure = Literal["continue", "fail"]

SET_VIEWPORT_STEP_ON_FAILURE_VALUES: set[SetViewportStepOnFailure] = {
    "continue",
    "fail",
}


def check_set_viewport_step_on_failure(value: str) -> SetViewportStepOnFailure:
    if value in SET_VIEWPORT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_VIEWPORT_STEP_ON_FAILURE_VALUES!r}")
