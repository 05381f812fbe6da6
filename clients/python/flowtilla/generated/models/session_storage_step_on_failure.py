from typing import Literal

SessionStorageStepOnFailure = Literal["continue", "fail"]

SESSION_STORAGE_STEP_ON_FAILURE_VALUES: set[SessionStorageStepOnFailure] = {
    "continue",
    "fail",
}


def check_session_storage_step_on_failure(value: str) -> SessionStorageStepOnFailure:
    if value in SESSION_STORAGE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SESSION_STORAGE_STEP_ON_FAILURE_VALUES!r}")
