from typing import Literal

ContinueStepType = Literal["continue"]

CONTINUE_STEP_TYPE_VALUES: set[ContinueStepType] = {
    "continue",
}


def check_continue_step_type(value: str) -> ContinueStepType:
    if value in CONTINUE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTINUE_STEP_TYPE_VALUES!r}")
