from typing import Literal

WaitRunStepStatus = Literal["any", "failed", "passed"]

WAIT_RUN_STEP_STATUS_VALUES: set[WaitRunStepStatus] = {
    "any",
    "failed",
    "passed",
}


def check_wait_run_step_status(value: str) -> WaitRunStepStatus:
    if value in WAIT_RUN_STEP_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_RUN_STEP_STATUS_VALUES!r}")
