from typing import Literal

AddStyleStepType = Literal["add_style"]

ADD_STYLE_STEP_TYPE_VALUES: set[AddStyleStepType] = {
    "add_style",
}


def check_add_style_step_type(value: str) -> AddStyleStepType:
    if value in ADD_STYLE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ADD_STYLE_STEP_TYPE_VALUES!r}")
