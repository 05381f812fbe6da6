from typing import Literal

WaitRequestStepType = Literal["wait_request"]

WAIT_REQUEST_STEP_TYPE_VALUES: set[WaitRequestStepType] = {
    "wait_request",
}


def check_wait_request_step_type(value: str) -> WaitRequestStepType:
    if value in WAIT_REQUEST_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_REQUEST_STEP_TYPE_VALUES!r}")
