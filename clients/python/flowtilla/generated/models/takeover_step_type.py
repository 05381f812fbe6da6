from typing import Literal

TakeoverStepType = Literal["takeover"]

TAKEOVER_STEP_TYPE_VALUES: set[TakeoverStepType] = {
    "takeover",
}


def check_takeover_step_type(value: str) -> TakeoverStepType:
    if value in TAKEOVER_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TAKEOVER_STEP_TYPE_VALUES!r}")
