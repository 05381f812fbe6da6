from typing import Literal

WsFrameMatcherDirection = Literal["received", "sent"]

WS_FRAME_MATCHER_DIRECTION_VALUES: set[WsFrameMatcherDirection] = {
    "received",
    "sent",
}


def check_ws_frame_matcher_direction(value: str) -> WsFrameMatcherDirection:
    if value in WS_FRAME_MATCHER_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WS_FRAME_MATCHER_DIRECTION_VALUES!r}")
