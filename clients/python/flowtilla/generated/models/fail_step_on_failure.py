from typing import Literal

FailStepOnFailure = Literal["continue", "fail"]

FAIL_STEP_ON_FAILURE_VALUES: set[FailStepOnFailure] = {
    "continue",
    "fail",
}


def check_fail_step_on_failure(value: str) -> FailStepOnFailure:
    if value in FAIL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAIL_STEP_ON_FAILURE_VALUES!r}")
