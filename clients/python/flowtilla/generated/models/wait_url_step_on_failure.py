from typing import Literal

WaitUrlStepOnFailure = Literal["continue", "fail"]

WAIT_URL_STEP_ON_FAILURE_VALUES: set[WaitUrlStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_url_step_on_failure(value: str) -> WaitUrlStepOnFailure:
    if value in WAIT_URL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_URL_STEP_ON_FAILURE_VALUES!r}")
