from typing import Literal

SelectStepMode = Literal["add", "remove", "replace"]

SELECT_STEP_MODE_VALUES: set[SelectStepMode] = {
    "add",
    "remove",
    "replace",
}


def check_select_step_mode(value: str) -> SelectStepMode:
    if value in SELECT_STEP_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SELECT_STEP_MODE_VALUES!r}")
