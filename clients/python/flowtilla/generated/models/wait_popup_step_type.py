from typing import Literal

WaitPopupStepType = Literal["wait_popup"]

WAIT_POPUP_STEP_TYPE_VALUES: set[WaitPopupStepType] = {
    "wait_popup",
}


def check_wait_popup_step_type(value: str) -> WaitPopupStepType:
    if value in WAIT_POPUP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_POPUP_STEP_TYPE_VALUES!r}")
