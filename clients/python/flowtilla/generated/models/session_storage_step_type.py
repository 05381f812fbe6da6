from typing import Literal

SessionStorageStepType = Literal["session_storage"]

SESSION_STORAGE_STEP_TYPE_VALUES: set[SessionStorageStepType] = {
    "session_storage",
}


def check_session_storage_step_type(value: str) -> SessionStorageStepType:
    if value in SESSION_STORAGE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SESSION_STORAGE_STEP_TYPE_VALUES!r}")
