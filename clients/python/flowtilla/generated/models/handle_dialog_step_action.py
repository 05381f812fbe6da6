from typing import Literal

HandleDialogStepAction = Literal["accept", "dismiss"]

HANDLE_DIALOG_STEP_ACTION_VALUES: set[HandleDialogStepAction] = {
    "accept",
    "dismiss",
}


def check_handle_dialog_step_action(value: str) -> HandleDialogStepAction:
    if value in HANDLE_DIALOG_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HANDLE_DIALOG_STEP_ACTION_VALUES!r}")
