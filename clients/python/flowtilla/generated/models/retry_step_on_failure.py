from typing import Literal

RetryStepOnFailure = Literal["continue", "fail"]

RETRY_STEP_ON_FAILURE_VALUES: set[RetryStepOnFailure] = {
    "continue",
    "fail",
}


def check_retry_step_on_failure(value: str) -> RetryStepOnFailure:
    if value in RETRY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RETRY_STEP_ON_FAILURE_VALUES!r}")
