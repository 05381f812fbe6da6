from typing import Literal

StopLoadingStepOnFailure = Literal["continue", "fail"]

STOP_LOADING_STEP_ON_FAILURE_VALUES: set[StopLoadingStepOnFailure] = {
    "continue",
    "fail",
}


def check_stop_loading_step_on_failure(value: str) -> StopLoadingStepOnFailure:
    if value in STOP_LOADING_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STOP_LOADING_STEP_ON_FAILURE_VALUES!r}")
