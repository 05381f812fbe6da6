from typing import Literal

BlurStepType = Literal["blur"]

BLUR_STEP_TYPE_VALUES: set[BlurStepType] = {
    "blur",
}


def check_blur_step_type(value: str) -> BlurStepType:
    if value in BLUR_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BLUR_STEP_TYPE_VALUES!r}")
