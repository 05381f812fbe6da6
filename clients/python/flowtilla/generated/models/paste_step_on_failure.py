from typing import Literal

PasteStepOnFailure = Literal["continue", "fail"]

PASTE_STEP_ON_FAILURE_VALUES: set[PasteStepOnFailure] = {
    "continue",
    "fail",
}


def check_paste_step_on_failure(value: str) -> PasteStepOnFailure:
    if value in PASTE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PASTE_STEP_ON_FAILURE_VALUES!r}")
