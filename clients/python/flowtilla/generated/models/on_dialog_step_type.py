from typing import Literal

OnDialogStepType = Literal["on_dialog"]

ON_DIALOG_STEP_TYPE_VALUES: set[OnDialogStepType] = {
    "on_dialog",
}


def check_on_dialog_step_type(value: str) -> OnDialogStepType:
    if value in ON_DIALOG_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_DIALOG_STEP_TYPE_VALUES!r}")
