from typing import Literal

UntilStepType = Literal["until"]

UNTIL_STEP_TYPE_VALUES: set[UntilStepType] = {
    "until",
}


def check_until_step_type(value: str) -> UntilStepType:
    if value in UNTIL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNTIL_STEP_TYPE_VALUES!r}")
