from typing import Literal

ReplaceInFileStepOnFailure = Literal["continue", "fail"]

REPLACE_IN_FILE_STEP_ON_FAILURE_VALUES: set[ReplaceInFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_replace_in_file_step_on_failure(value: str) -> ReplaceInFileStepOnFailure:
    if value in REPLACE_IN_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REPLACE_IN_FILE_STEP_ON_FAILURE_VALUES!r}")
