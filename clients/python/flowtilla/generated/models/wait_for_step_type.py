from typing import Literal

WaitForStepType = Literal["wait_for"]

WAIT_FOR_STEP_TYPE_VALUES: set[WaitForStepType] = {
    "wait_for",
}


def check_wait_for_step_type(value: str) -> WaitForStepType:
    if value in WAIT_FOR_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FOR_STEP_TYPE_VALUES!r}")
