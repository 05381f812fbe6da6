from typing import Literal

TapStepType = Literal["tap"]

TAP_STEP_TYPE_VALUES: set[TapStepType] = {
    "tap",
}


def check_tap_step_type(value: str) -> TapStepType:
    if value in TAP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TAP_STEP_TYPE_VALUES!r}")
