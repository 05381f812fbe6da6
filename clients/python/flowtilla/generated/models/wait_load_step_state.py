from typing import Literal

WaitLoadStepState = Literal["domcontentloaded", "load", "networkidle", "settled"]

WAIT_LOAD_STEP_STATE_VALUES: set[WaitLoadStepState] = {
    "domcontentloaded",
    "load",
    "networkidle",
    "settled",
}


def check_wait_load_step_state(value: str) -> WaitLoadStepState:
    if value in WAIT_LOAD_STEP_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_LOAD_STEP_STATE_VALUES!r}")
