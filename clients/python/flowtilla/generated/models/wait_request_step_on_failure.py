from typing import Literal

WaitRequestStepOnFailure = Literal["continue", "fail"]

WAIT_REQUEST_STEP_ON_FAILURE_VALUES: set[WaitRequestStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_request_step_on_failure(value: str) -> WaitRequestStepOnFailure:
    if value in WAIT_REQUEST_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_REQUEST_STEP_ON_FAILURE_VALUES!r}")
