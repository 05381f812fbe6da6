from typing import Literal

FailStepType = Literal["fail"]

FAIL_STEP_TYPE_VALUES: set[FailStepType] = {
    "fail",
}


def check_fail_step_type(value: str) -> FailStepType:
    if value in FAIL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAIL_STEP_TYPE_VALUES!r}")
