from typing import Literal

NewTabStepType = Literal["new_tab"]

NEW_TAB_STEP_TYPE_VALUES: set[NewTabStepType] = {
    "new_tab",
}


def check_new_tab_step_type(value: str) -> NewTabStepType:
    if value in NEW_TAB_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_TAB_STEP_TYPE_VALUES!r}")
