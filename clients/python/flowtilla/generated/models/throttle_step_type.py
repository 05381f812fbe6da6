from typing import Literal

ThrottleStepType = Literal["throttle"]

THROTTLE_STEP_TYPE_VALUES: set[ThrottleStepType] = {
    "throttle",
}


def check_throttle_step_type(value: str) -> ThrottleStepType:
    if value in THROTTLE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THROTTLE_STEP_TYPE_VALUES!r}")
