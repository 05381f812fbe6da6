from typing import Literal

FillFormStepOnFailure = Literal["continue", "fail"]

FILL_FORM_STEP_ON_FAILURE_VALUES: set[FillFormStepOnFailure] = {
    "continue",
    "fail",
}


def check_fill_form_step_on_failure(value: str) -> FillFormStepOnFailure:
    if value in FILL_FORM_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILL_FORM_STEP_ON_FAILURE_VALUES!r}")
