from typing import Literal

ClearStateStepType = Literal["clear_state"]

CLEAR_STATE_STEP_TYPE_VALUES: set[ClearStateStepType] = {
    "clear_state",
}


def check_clear_state_step_type(value: str) -> ClearStateStepType:
    if value in CLEAR_STATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLEAR_STATE_STEP_TYPE_VALUES!r}")
