from typing import Literal

SelectStepOnFailure = Literal["continue", "fail"]

SELECT_STEP_ON_FAILURE_VALUES: set[SelectStepOnFailure] = {
    "continue",
    "fail",
}


def check_select_step_on_failure(value: str) -> SelectStepOnFailure:
    if value in SELECT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SELECT_STEP_ON_FAILURE_VALUES!r}")
