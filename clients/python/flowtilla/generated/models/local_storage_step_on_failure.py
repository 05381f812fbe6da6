from typing import Literal

LocalStorageStepOnFailure = Literal["continue", "fail"]

LOCAL_STORAGE_STEP_ON_FAILURE_VALUES: set[LocalStorageStepOnFailure] = {
    "continue",
    "fail",
}


def check_local_storage_step_on_failure(value: str) -> LocalStorageStepOnFailure:
    if value in LOCAL_STORAGE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOCAL_STORAGE_STEP_ON_FAILURE_VALUES!r}")
