from typing import Literal

SessionStorageStepAction = Literal["clear", "get", "remove", "set"]

SESSION_STORAGE_STEP_ACTION_VALUES: set[SessionStorageStepAction] = {
    "clear",
    "get",
    "remove",
    "set",
}


def check_session_storage_step_action(value: str) -> SessionStorageStepAction:
    if value in SESSION_STORAGE_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SESSION_STORAGE_STEP_ACTION_VALUES!r}")
