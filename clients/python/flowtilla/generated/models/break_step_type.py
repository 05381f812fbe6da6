from typing import Literal

BreakStepType = Literal["break"]

BREAK_STEP_TYPE_VALUES: set[BreakStepType] = {
    "break",
}


def check_break_step_type(value: str) -> BreakStepType:
    if value in BREAK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BREAK_STEP_TYPE_VALUES!r}")
