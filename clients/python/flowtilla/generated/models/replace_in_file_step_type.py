from typing import Literal

ReplaceInFileStepType = Literal["replace_in_file"]

REPLACE_IN_FILE_STEP_TYPE_VALUES: set[ReplaceInFileStepType] = {
    "replace_in_file",
}


def check_replace_in_file_step_type(value: str) -> ReplaceInFileStepType:
    if value in REPLACE_IN_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REPLACE_IN_FILE_STEP_TYPE_VALUES!r}")
