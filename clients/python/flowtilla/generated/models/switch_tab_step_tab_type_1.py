from typing import Literal

SwitchTabStepTabType1 = Literal["latest"]

SWITCH_TAB_STEP_TAB_TYPE_1_VALUES: set[SwitchTabStepTabType1] = {
    "latest",
}


def check_switch_tab_step_tab_type_1(value: str) -> SwitchTabStepTabType1:
    if value in SWITCH_TAB_STEP_TAB_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWITCH_TAB_STEP_TAB_TYPE_1_VALUES!r}")
