from typing import Literal

ForwardStepType = Literal["forward"]

FORWARD_STEP_TYPE_VALUES: set[ForwardStepType] = {
    "forward",
}


def check_forward_step_type(value: str) -> ForwardStepType:
    if value in FORWARD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FORWARD_STEP_TYPE_VALUES!r}")
