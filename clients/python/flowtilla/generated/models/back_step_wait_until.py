from typing import Literal

BackStepWaitUntil = Literal["commit", "domcontentloaded", "load", "networkidle"]

BACK_STEP_WAIT_UNTIL_VALUES: set[BackStepWaitUntil] = {
    "commit",
    "domcontentloaded",
    "load",
    "networkidle",
}


def check_back_step_wait_until(value: str) -> BackStepWaitUntil:
    if value in BACK_STEP_WAIT_UNTIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BACK_STEP_WAIT_UNTIL_VALUES!r}")
