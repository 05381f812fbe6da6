from typing import Literal

SelectTextStepType = Literal["select_text"]

SELECT_TEXT_STEP_TYPE_VALUES: set[SelectTextStepType] = {
    "select_text",
}


def check_select_text_step_type(value: str) -> SelectTextStepType:
    if value in SELECT_TEXT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SELECT_TEXT_STEP_TYPE_VALUES!r}")
