from typing import Literal

CloseTabStepTabType1 = Literal["latest"]

CLOSE_TAB_STEP_TAB_TYPE_1_VALUES: set[CloseTabStepTabType1] = {
    "latest",
}


def check_close_tab_step_tab_type_1(value: str) -> CloseTabStepTabType1:
    if value in CLOSE_TAB_STEP_TAB_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOSE_TAB_STEP_TAB_TYPE_1_VALUES!r}")
