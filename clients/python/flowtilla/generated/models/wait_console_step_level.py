from typing import Literal

WaitConsoleStepLevel = Literal["debug", "error", "info", "log", "warn"]

WAIT_CONSOLE_STEP_LEVEL_VALUES: set[WaitConsoleStepLevel] = {
    "debug",
    "error",
    "info",
    "log",
    "warn",
}


def check_wait_console_step_level(value: str) -> WaitConsoleStepLevel:
    if value in WAIT_CONSOLE_STEP_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_CONSOLE_STEP_LEVEL_VALUES!r}")
