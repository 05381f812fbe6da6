from typing import Literal

SetContentStepWaitUntil = Literal["commit", "domcontentloaded", "load", "networkidle"]

SET_CONTENT_STEP_WAIT_UNTIL_VALUES: set[SetContentStepWaitUntil] = {
    "commit",
    "domcontentloaded",
    "load",
    "networkidle",
}


def check_set_content_step_wait_until(value: str) -> SetContentStepWaitUntil:
    if value in SET_CONTENT_STEP_WAIT_UNTIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_CONTENT_STEP_WAIT_UNTIL_VALUES!r}")
