from typing import Literal

CloseTabStepType = Literal["close_tab"]

CLOSE_TAB_STEP_TYPE_VALUES: set[CloseTabStepType] = {
    "close_tab",
}


def check_close_tab_step_type(value: str) -> CloseTabStepType:
    if value in CLOSE_TAB_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOSE_TAB_STEP_TYPE_VALUES!r}")
