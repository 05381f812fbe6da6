from typing import Literal

WaitPopupStepOnFailure = Literal["continue", "fail"]

WAIT_POPUP_STEP_ON_FAILURE_VALUES: set[WaitPopupStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_popup_step_on_failure(value: str) -> WaitPopupStepOnFailure:
    if value in WAIT_POPUP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_POPUP_STEP_ON_FAILURE_VALUES!r}")
