from typing import Literal

SetContentStepType = Literal["set_content"]

SET_CONTENT_STEP_TYPE_VALUES: set[SetContentStepType] = {
    "set_content",
}


def check_set_content_step_type(value: str) -> SetContentStepType:
    if value in SET_CONTENT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_CONTENT_STEP_TYPE_VALUES!r}")
