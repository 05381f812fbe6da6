from typing import Literal

SetViewportStepType = Literal["set_viewport"]

SET_VIEWPORT_STEP_TYPE_VALUES: set[SetViewportStepType] = {
    "set_viewport",
}


def check_set_viewport_step_type(value: str) -> SetViewportStepType:
    if value in SET_VIEWPORT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_VIEWPORT_STEP_TYPE_VALUES!r}")
