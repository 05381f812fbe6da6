from typing import Literal

ForwardStepWaitUntil = Literal["commit", "domcontentloaded", "load", "networkidle"]

FORWARD_STEP_WAIT_UNTIL_VALUES: set[ForwardStepWaitUntil] = {
    "commit",
    "domcontentloaded",
    "load",
    "networkidle",
}


def check_forward_step_wait_until(value: str) -> ForwardStepWaitUntil:
    if value in FORWARD_STEP_WAIT_UNTIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FORWARD_STEP_WAIT_UNTIL_VALUES!r}")
