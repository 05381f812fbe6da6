from typing import Literal

WaitWsFrameStepOnFailure = Literal["continue", "fail"]

WAIT_WS_FRAME_STEP_ON_FAILURE_VALUES: set[WaitWsFrameStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_ws_frame_step_on_failure(value: str) -> WaitWsFrameStepOnFailure:
    if value in WAIT_WS_FRAME_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_WS_FRAME_STEP_ON_FAILURE_VALUES!r}")
