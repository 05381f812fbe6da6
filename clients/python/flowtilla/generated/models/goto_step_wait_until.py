from typing import Literal

GotoStepWaitUntil = Literal["commit", "domcontentloaded", "load", "networkidle"]

GOTO_STEP_WAIT_UNTIL_VALUES: set[GotoStepWaitUntil] = {
    "commit",
    "domcontentloaded",
    "load",
    "networkidle",
}


def check_goto_step_wait_until(value: str) -> GotoStepWaitUntil:
    if value in GOTO_STEP_WAIT_UNTIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GOTO_STEP_WAIT_UNTIL_VALUES!r}")
