from typing import Literal

SwitchStepType = Literal["switch"]

SWITCH_STEP_TYPE_VALUES: set[SwitchStepType] = {
    "switch",
}


def check_switch_step_type(value: str) -> SwitchStepType:
    if value in SWITCH_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWITCH_STEP_TYPE_VALUES!r}")
