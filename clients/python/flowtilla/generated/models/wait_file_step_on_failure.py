from typing import Literal

WaitFileStepOnFailure = Literal["continue", "fail"]

WAIT_FILE_STEP_ON_FAILURE_VALUES: set[WaitFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_file_step_on_failure(value: str) -> WaitFileStepOnFailure:
    if value in WAIT_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FILE_STEP_ON_FAILURE_VALUES!r}")
