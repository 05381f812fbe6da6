from typing import Literal

LoadStateStepType = Literal["load_state"]

LOAD_STATE_STEP_TYPE_VALUES: set[LoadStateStepType] = {
    "load_state",
}


def check_load_state_step_type(value: str) -> LoadStateStepType:
    if value in LOAD_STATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOAD_STATE_STEP_TYPE_VALUES!r}")
