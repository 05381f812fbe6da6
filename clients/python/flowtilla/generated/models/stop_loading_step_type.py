from typing import Literal

StopLoadingStepType = Literal["stop_loading"]

STOP_LOADING_STEP_TYPE_VALUES: set[StopLoadingStepType] = {
    "stop_loading",
}


def check_stop_loading_step_type(value: str) -> StopLoadingStepType:
    if value in STOP_LOADING_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STOP_LOADING_STEP_TYPE_VALUES!r}")
