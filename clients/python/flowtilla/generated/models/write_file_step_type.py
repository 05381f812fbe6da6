from typing import Literal

WriteFileStepType = Literal["write_file"]

WRITE_FILE_STEP_TYPE_VALUES: set[WriteFileStepType] = {
    "write_file",
}


def check_write_file_step_type(value: str) -> WriteFileStepType:
    if value in WRITE_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WRITE_FILE_STEP_TYPE_VALUES!r}")
