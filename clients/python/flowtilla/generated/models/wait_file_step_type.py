from typing import Literal

WaitFileStepType = Literal["wait_file"]

WAIT_FILE_STEP_TYPE_VALUES: set[WaitFileStepType] = {
    "wait_file",
}


def check_wait_file_step_type(value: str) -> WaitFileStepType:
    if value in WAIT_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FILE_STEP_TYPE_VALUES!r}")
