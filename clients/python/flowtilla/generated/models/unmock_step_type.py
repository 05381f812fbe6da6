from typing import Literal

UnmockStepType = Literal["unmock"]

UNMOCK_STEP_TYPE_VALUES: set[UnmockStepType] = {
    "unmock",
}


def check_unmock_step_type(value: str) -> UnmockStepType:
    if value in UNMOCK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNMOCK_STEP_TYPE_VALUES!r}")
