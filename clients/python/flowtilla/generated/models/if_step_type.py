from typing import Literal

IfStepType = Literal["if"]

IF_STEP_TYPE_VALUES: set[IfStepType] = {
    "if",
}


def check_if_step_type(value: str) -> IfStepType:
    if value in IF_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IF_STEP_TYPE_VALUES!r}")
