from typing import Literal

AddStyleStepOnFailure = Literal["continue", "fail"]

ADD_STYLE_STEP_ON_FAILURE_VALUES: set[AddStyleStepOnFailure] = {
    "continue",
    "fail",
}


def check_add_style_step_on_failure(value: str) -> AddStyleStepOnFailure:
    if value in ADD_STYLE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ADD_STYLE_STEP_ON_FAILURE_VALUES!r}")
