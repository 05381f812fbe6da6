from typing import Literal

ReloadStepWaitUntil = Literal["commit", "domcontentloaded", "load", "networkidle"]

RELOAD_STEP_WAIT_UNTIL_VALUES: set[ReloadStepWaitUntil] = {
    "commit",
    "domcontentloaded",
    "load",
    "networkidle",
}


def check_reload_step_wait_until(value: str) -> ReloadStepWaitUntil:
    if value in RELOAD_STEP_WAIT_UNTIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RELOAD_STEP_WAIT_UNTIL_VALUES!r}")
