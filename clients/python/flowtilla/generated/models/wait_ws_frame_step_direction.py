from typing import Literal

WaitWsFrameStepDirection = Literal["received", "sent"]

WAIT_WS_FRAME_STEP_DIRECTION_VALUES: set[WaitWsFrameStepDirection] = {
    "received",
    "sent",
}


def check_wait_ws_frame_step_direction(value: str) -> WaitWsFrameStepDirection:
    if value in WAIT_WS_FRAME_STEP_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_WS_FRAME_STEP_DIRECTION_VALUES!r}")
