from typing import Literal

SaveStateStepType = Literal["save_state"]

SAVE_STATE_STEP_TYPE_VALUES: set[SaveStateStepType] = {
    "save_state",
}


def check_save_state_step_type(value: str) -> SaveStateStepType:
    if value in SAVE_STATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SAVE_STATE_STEP_TYPE_VALUES!r}")
