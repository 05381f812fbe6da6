from typing import Literal

WriteFileStepOnFailure = Literal["continue", "fail"]

WRITE_FILE_STEP_ON_FAILURE_VALUES: set[WriteFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_write_file_step_on_failure(value: str) -> WriteFileStepOnFailure:
    if value in WRITE_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WRITE_FILE_STEP_ON_FAILURE_VALUES!r}")
