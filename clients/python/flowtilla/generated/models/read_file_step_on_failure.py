from typing import Literal

ReadFileStepOnFailure = Literal["continue", "fail"]

READ_FILE_STEP_ON_FAILURE_VALUES: set[ReadFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_read_file_step_on_failure(value: str) -> ReadFileStepOnFailure:
    if value in READ_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {READ_FILE_STEP_ON_FAILURE_VALUES!r}")
