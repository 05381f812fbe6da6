from typing import Literal

WaitEmailStepType = Literal["wait_email"]

WAIT_EMAIL_STEP_TYPE_VALUES: set[WaitEmailStepType] = {
    "wait_email",
}


def check_wait_email_step_type(value: str) -> WaitEmailStepType:
    if value in WAIT_EMAIL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_EMAIL_STEP_TYPE_VALUES!r}")
