from typing import Literal

WaitLoadStepType = Literal["wait_load"]

WAIT_LOAD_STEP_TYPE_VALUES: set[WaitLoadStepType] = {
    "wait_load",
}


def check_wait_load_step_type(value: str) -> WaitLoadStepType:
    if value in WAIT_LOAD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_LOAD_STEP_TYPE_VALUES!r}")
