from typing import Literal

SwitchTabStepOnFailure = Literal["continue", "fail"]

SWITCH_TAB_STEP_ON_FAILURE_VALUES: set[SwitchTabStepOnFailure] = {
    "continue",
    "fail",
}


def check_switch_tab_step_on_failure(value: str) -> SwitchTabStepOnFailure:
    if value in SWITCH_TAB_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWITCH_TAB_STEP_ON_FAILURE_VALUES!r}")
