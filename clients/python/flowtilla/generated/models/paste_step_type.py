from typing import Literal

PasteStepType = Literal["paste"]

PASTE_STEP_TYPE_VALUES: set[PasteStepType] = {
    "paste",
}


def check_paste_step_type(value: str) -> PasteStepType:
    if value in PASTE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PASTE_STEP_TYPE_VALUES!r}")
