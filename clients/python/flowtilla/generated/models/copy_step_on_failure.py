from typing import Literal

CopyStepOnFailure = Literal["continue", "fail"]

COPY_STEP_ON_FAILURE_VALUES: set[CopyStepOnFailure] = {
    "continue",
    "fail",
}


def check_copy_step_on_failure(value: str) -> CopyStepOnFailure:
    if value in COPY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COPY_STEP_ON_FAILURE_VALUES!r}")
