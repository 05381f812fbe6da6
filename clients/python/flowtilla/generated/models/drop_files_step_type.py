from typing import Literal

DropFilesStepType = Literal["drop_files"]

DROP_FILES_STEP_TYPE_VALUES: set[DropFilesStepType] = {
    "drop_files",
}


def check_drop_files_step_type(value: str) -> DropFilesStepType:
    if value in DROP_FILES_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DROP_FILES_STEP_TYPE_VALUES!r}")
