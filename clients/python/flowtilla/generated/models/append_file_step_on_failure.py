from typing import Literal

AppendFileStepOnFailure = Literal["continue", "fail"]

APPEND_FILE_STEP_ON_FAILURE_VALUES: set[AppendFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_append_file_step_on_failure(value: str) -> AppendFileStepOnFailure:
    if value in APPEND_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPEND_FILE_STEP_ON_FAILURE_VALUES!r}")
