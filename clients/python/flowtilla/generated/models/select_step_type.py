from typing import Literal

SelectStepType = Literal["select"]

SELECT_STEP_TYPE_VALUES: set[SelectStepType] = {
    "select",
}


def check_select_step_type(value: str) -> SelectStepType:
    if value in SELECT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SELECT_STEP_TYPE_VALUES!r}")
