from typing import Literal

SubmitStepType = Literal["submit"]

SUBMIT_STEP_TYPE_VALUES: set[SubmitStepType] = {
    "submit",
}


def check_submit_step_type(value: str) -> SubmitStepType:
    if value in SUBMIT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SUBMIT_STEP_TYPE_VALUES!r}")
