from typing import Literal

WaitConsoleStepOnFailure = Literal["continue", "fail"]

WAIT_CONSOLE_STEP_ON_FAILURE_VALUES: set[WaitConsoleStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_console_step_on_failure(value: str) -> WaitConsoleStepOnFailure:
    if value in WAIT_CONSOLE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_CONSOLE_STEP_ON_FAILURE_VALUES!r}")
