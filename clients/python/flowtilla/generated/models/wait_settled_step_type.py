from typing import Literal

WaitSettledStepType = Literal["wait_settled"]

WAIT_SETTLED_STEP_TYPE_VALUES: set[WaitSettledStepType] = {
    "wait_settled",
}


def check_wait_settled_step_type(value: str) -> WaitSettledStepType:
    if value in WAIT_SETTLED_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_SETTLED_STEP_TYPE_VALUES!r}")
