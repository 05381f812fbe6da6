from typing import Literal

LocalStorageStepType = Literal["local_storage"]

LOCAL_STORAGE_STEP_TYPE_VALUES: set[LocalStorageStepType] = {
    "local_storage",
}


def check_local_storage_step_type(value: str) -> LocalStorageStepType:
    if value in LOCAL_STORAGE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOCAL_STORAGE_STEP_TYPE_VALUES!r}")
