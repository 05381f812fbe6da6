from typing import Literal

WaitWsFrameStepType = Literal["wait_ws_frame"]

WAIT_WS_FRAME_STEP_TYPE_VALUES: set[WaitWsFrameStepType] = {
    "wait_ws_frame",
}


def check_wait_ws_frame_step_type(value: str) -> WaitWsFrameStepType:
    if value in WAIT_WS_FRAME_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_WS_FRAME_STEP_TYPE_VALUES!r}")
