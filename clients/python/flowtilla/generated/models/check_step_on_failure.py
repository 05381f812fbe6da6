from typing import Literal

CheckStepOnFailure = Literal["continue", "fail"]

CHECK_STEP_ON_FAILURE_VALUES: set[CheckStepOnFailure] = {
    "continue",
    "fail",
}


def check_check_step_on_failure(value: str) -> CheckStepOnFailure:
    if value in CHECK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHECK_STEP_ON_FAILURE_VALUES!r}")
