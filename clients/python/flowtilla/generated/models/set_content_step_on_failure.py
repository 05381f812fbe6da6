from typing import Literal

SetContentStepOnFailure = Literal["continue", "fail"]

SET_CONTENT_STEP_ON_FAILURE_VALUES: set[SetContentStepOnFailure] = {
    "continue",
    "fail",
}


def check_set_content_step_on_failure(value: str) -> SetContentStepOnFailure:
    if value in SET_CONTENT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_CONTENT_STEP_ON_FAILURE_VALUES!r}")
