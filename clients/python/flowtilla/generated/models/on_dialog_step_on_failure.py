from typing import Literal

OnDialogStepOnFailure = Literal["continue", "fail"]

ON_DIALOG_STEP_ON_FAILURE_VALUES: set[OnDialogStepOnFailure] = {
    "continue",
    "fail",
}


def check_on_dialog_step_on_failure(value: str) -> OnDialogStepOnFailure:
    if value in ON_DIALOG_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_DIALOG_STEP_ON_FAILURE_VALUES!r}")
