from typing import Literal

AbortStepType = Literal["abort"]

ABORT_STEP_TYPE_VALUES: set[AbortStepType] = {
    "abort",
}


def check_abort_step_type(value: str) -> AbortStepType:
    if value in ABORT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ABORT_STEP_TYPE_VALUES!r}")
