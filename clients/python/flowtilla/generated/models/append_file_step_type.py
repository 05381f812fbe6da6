from typing import Literal

AppendFileStepType = Literal["append_file"]

APPEND_FILE_STEP_TYPE_VALUES: set[AppendFileStepType] = {
    "append_file",
}


def check_append_file_step_type(value: str) -> AppendFileStepType:
    if value in APPEND_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPEND_FILE_STEP_TYPE_VALUES!r}")
