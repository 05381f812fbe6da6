from typing import Literal

WaitEmailStepOnFailure = Literal["continue", "fail"]

WAIT_EMAIL_STEP_ON_FAILURE_VALUES: set[WaitEmailStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_email_step_on_failure(value: str) -> WaitEmailStepOnFailure:
    if value in WAIT_EMAIL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_EMAIL_STEP_ON_FAILURE_VALUES!r}")
