from typing import Literal

WaitResponseStepType = Literal["wait_response"]

WAIT_RESPONSE_STEP_TYPE_VALUES: set[WaitResponseStepType] = {
    "wait_response",
}


def check_wait_response_step_type(value: str) -> WaitResponseStepType:
    if value in WAIT_RESPONSE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_RESPONSE_STEP_TYPE_VALUES!r}")
