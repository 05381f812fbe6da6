from typing import Literal

WaitEmailStepSince = Literal["any", "start"]

WAIT_EMAIL_STEP_SINCE_VALUES: set[WaitEmailStepSince] = {
    "any",
    "start",
}


def check_wait_email_step_since(value: str) -> WaitEmailStepSince:
    if value in WAIT_EMAIL_STEP_SINCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_EMAIL_STEP_SINCE_VALUES!r}")
