from typing import Literal

WhileStepType = Literal["while"]

WHILE_STEP_TYPE_VALUES: set[WhileStepType] = {
    "while",
}


def check_while_step_type(value: str) -> WhileStepType:
    if value in WHILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WHILE_STEP_TYPE_VALUES!r}")
