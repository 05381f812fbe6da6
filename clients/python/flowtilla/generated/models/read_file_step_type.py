from typing import Literal

ReadFileStepType = Literal["read_file"]

READ_FILE_STEP_TYPE_VALUES: set[ReadFileStepType] = {
    "read_file",
}


def check_read_file_step_type(value: str) -> ReadFileStepType:
    if value in READ_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {READ_FILE_STEP_TYPE_VALUES!r}")
