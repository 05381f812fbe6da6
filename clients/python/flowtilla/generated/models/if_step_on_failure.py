from typing import Literal

IfStepOnFailure = Literal["continue", "fail"]

IF_STEP_ON_FAILURE_VALUES: set[IfStepOnFailure] = {
    "continue",
    "fail",
}


def check_if_step_on_failure(value: str) -> IfStepOnFailure:
    if value in IF_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IF_STEP_ON_FAILURE_VALUES!r}")
