from typing import Literal

BlurStepOnFailure = Literal["continue", "fail"]

BLUR_STEP_ON_FAILURE_VALUES: set[BlurStepOnFailure] = {
    "continue",
    "fail",
}


def check_blur_step_on_failure(value: str) -> BlurStepOnFailure:
    if value in BLUR_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BLUR_STEP_ON_FAILURE_VALUES!r}")
