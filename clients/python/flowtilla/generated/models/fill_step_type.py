from typing import Literal

FillStepType = Literal["fill"]

FILL_STEP_TYPE_VALUES: set[FillStepType] = {
    "fill",
}


def check_fill_step_type(value: str) -> FillStepType:
    if value in FILL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILL_STEP_TYPE_VALUES!r}")
