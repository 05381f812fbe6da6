from typing import Literal

CheckStepType = Literal["check"]

CHECK_STEP_TYPE_VALUES: set[CheckStepType] = {
    "check",
}


def check_check_step_type(value: str) -> CheckStepType:
    if value in CHECK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHECK_STEP_TYPE_VALUES!r}")
