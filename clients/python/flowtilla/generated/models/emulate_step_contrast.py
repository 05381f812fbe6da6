from typing import Literal

EmulateStepContrast = Literal["more", "no-preference"]

EMULATE_STEP_CONTRAST_VALUES: set[EmulateStepContrast] = {
    "more",
    "no-preference",
}


def check_emulate_step_contrast(value: str) -> EmulateStepContrast:
    if value in EMULATE_STEP_CONTRAST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_CONTRAST_VALUES!r}")
