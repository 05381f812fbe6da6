from typing import Literal

OnDialogStepAction = Literal["accept", "dismiss"]

ON_DIALOG_STEP_ACTION_VALUES: set[OnDialogStepAction] = {
    "accept",
    "dismiss",
}


def check_on_dialog_step_action(value: str) -> OnDialogStepAction:
    if value in ON_DIALOG_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_DIALOG_STEP_ACTION_VALUES!r}")
