from typing import Literal

SelectTextStepOnFailure = Literal["continue", "fail"]

SELECT_TEXT_STEP_ON_FAILURE_VALUES: set[SelectTextStepOnFailure] = {
    "continue",
    "fail",
}


def check_select_text_step_on_failure(value: str) -> SelectTextStepOnFailure:
    if value in SELECT_TEXT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SELECT_TEXT_STEP_ON_FAILURE_VALUES!r}")
