from typing import Literal

PinchStepType = Literal["pinch"]

PINCH_STEP_TYPE_VALUES: set[PinchStepType] = {
    "pinch",
}


def check_pinch_step_type(value: str) -> PinchStepType:
    if value in PINCH_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PINCH_STEP_TYPE_VALUES!r}")
