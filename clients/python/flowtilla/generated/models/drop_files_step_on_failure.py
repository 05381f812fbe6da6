from typing import Literal

DropFilesStepOnFailure = Literal["continue", "fail"]

DROP_FILES_STEP_ON_FAILURE_VALUES: set[DropFilesStepOnFailure] = {
    "continue",
    "fail",
}


def check_drop_files_step_on_failure(value: str) -> DropFilesStepOnFailure:
    if value in DROP_FILES_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DROP_FILES_STEP_ON_FAILURE_VALUES!r}")
