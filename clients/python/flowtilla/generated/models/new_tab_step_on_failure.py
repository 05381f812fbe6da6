from typing import Literal

NewTabStepOnFailure = Literal["continue", "fail"]

NEW_TAB_STEP_ON_FAILURE_VALUES: set[NewTabStepOnFailure] = {
    "continue",
    "fail",
}


def check_new_tab_step_on_failure(value: str) -> NewTabStepOnFailure:
    if value in NEW_TAB_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_TAB_STEP_ON_FAILURE_VALUES!r}")
