from typing import Literal

WaitResponseStepOnFailure = Literal["continue", "fail"]

WAIT_RESPONSE_STEP_ON_FAILURE_VALUES: set[WaitResponseStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_response_step_on_failure(value: str) -> WaitResponseStepOnFailure:
    if value in WAIT_RESPONSE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_RESPONSE_STEP_ON_FAILURE_VALUES!r}")
