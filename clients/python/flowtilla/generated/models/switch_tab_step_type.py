from typing import Literal

SwitchTabStepType = Literal["switch_tab"]

SWITCH_TAB_STEP_TYPE_VALUES: set[SwitchTabStepType] = {
    "switch_tab",
}


def check_switch_tab_step_type(value: str) -> SwitchTabStepType:
    if value in SWITCH_TAB_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWITCH_TAB_STEP_TYPE_VALUES!r}")
