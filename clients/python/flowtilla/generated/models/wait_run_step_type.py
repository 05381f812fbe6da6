from typing import Literal

WaitRunStepType = Literal["wait_run"]

WAIT_RUN_STEP_TYPE_VALUES: set[WaitRunStepType] = {
    "wait_run",
}


def check_wait_run_step_type(value: str) -> WaitRunStepType:
    if value in WAIT_RUN_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_RUN_STEP_TYPE_VALUES!r}")
