from typing import Literal

LocalStorageStepAction = Literal["clear", "get", "remove", "set"]

LOCAL_STORAGE_STEP_ACTION_VALUES: set[LocalStorageStepAction] = {
    "clear",
    "get",
    "remove",
    "set",
}


def check_local_storage_step_action(value: str) -> LocalStorageStepAction:
    if value in LOCAL_STORAGE_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOCAL_STORAGE_STEP_ACTION_VALUES!r}")
