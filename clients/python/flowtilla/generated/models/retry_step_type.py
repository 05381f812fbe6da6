from typing import Literal

RetryStepType = Literal["retry"]

RETRY_STEP_TYPE_VALUES: set[RetryStepType] = {
    "retry",
}


def check_retry_step_type(value: str) -> RetryStepType:
    if value in RETRY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RETRY_STEP_TYPE_VALUES!r}")
