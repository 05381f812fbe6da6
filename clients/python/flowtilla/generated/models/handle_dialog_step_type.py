from typing import Literal

HandleDialogStepType = Literal["handle_dialog"]

HANDLE_DIALOG_STEP_TYPE_VALUES: set[HandleDialogStepType] = {
    "handle_dialog",
}


def check_handle_dialog_step_type(value: str) -> HandleDialogStepType:
    if value in HANDLE_DIALOG_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HANDLE_DIALOG_STEP_TYPE_VALUES!r}")
