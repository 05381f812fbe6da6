from typing import Literal

WaitUrlStepType = Literal["wait_url"]

WAIT_URL_STEP_TYPE_VALUES: set[WaitUrlStepType] = {
    "wait_url",
}


def check_wait_url_step_type(value: str) -> WaitUrlStepType:
    if value in WAIT_URL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_URL_STEP_TYPE_VALUES!r}")
