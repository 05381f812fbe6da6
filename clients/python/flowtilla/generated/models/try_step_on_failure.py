from typing import Literal

TryStepOnFailure = Literal["continue", "fail"]

TRY_STEP_ON_FAILURE_VALUES: set[TryStepOnFailure] = {
    "continue",
    "fail",
}


def check_try_step_on_failure(value: str) -> TryStepOnFailure:
    if value in TRY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRY_STEP_ON_FAILURE_VALUES!r}")
