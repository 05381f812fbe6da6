from typing import Literal

WaitConsoleStepType = Literal["wait_console"]

WAIT_CONSOLE_STEP_TYPE_VALUES: set[WaitConsoleStepType] = {
    "wait_console",
}


def check_wait_console_step_type(value: str) -> WaitConsoleStepType:
    if value in WAIT_CONSOLE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_CONSOLE_STEP_TYPE_VALUES!r}")
