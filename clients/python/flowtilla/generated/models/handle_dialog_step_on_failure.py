from typing import Literal

HandleDialogStepOnFailure = Literal["continue", "fail"]

HANDLE_DIALOG_STEP_ON_FAILURE_VALUES: set[HandleDialogStepOnFailure] = {
    "continue",
    "fail",
}


def check_handle_dialog_step_on_failure(value: str) -> HandleDialogStepOnFailure:
    if value in HANDLE_DIALOG_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HANDLE_DIALOG_STEP_ON_FAILURE_VALUES!r}")
