from typing import Literal

GotoStepType = Literal["goto"]

GOTO_STEP_TYPE_VALUES: set[GotoStepType] = {
    "goto",
}


def check_goto_step_type(value: str) -> GotoStepType:
    if value in GOTO_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GOTO_STEP_TYPE_VALUES!r}")
