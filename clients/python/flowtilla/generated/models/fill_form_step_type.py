from typing import Literal

FillFormStepType = Literal["fill_form"]

FILL_FORM_STEP_TYPE_VALUES: set[FillFormStepType] = {
    "fill_form",
}


def check_fill_form_step_type(value: str) -> FillFormStepType:
    if value in FILL_FORM_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILL_FORM_STEP_TYPE_VALUES!r}")
