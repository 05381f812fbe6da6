from typing import Literal

CloseTabStepOnFailure = Literal["continue", "fail"]

CLOSE_TAB_STEP_ON_FAILURE_VALUES: set[CloseTabStepOnFailure] = {
    "continue",
    "fail",
}


def check_close_tab_step_on_failure(value: str) -> CloseTabStepOnFailure:
    if value in CLOSE_TAB_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOSE_TAB_STEP_ON_FAILURE_VALUES!r}")
