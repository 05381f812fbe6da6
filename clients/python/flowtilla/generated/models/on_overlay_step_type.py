from typing import Literal

OnOverlayStepType = Literal["on_overlay"]

ON_OVERLAY_STEP_TYPE_VALUES: set[OnOverlayStepType] = {
    "on_overlay",
}


def check_on_overlay_step_type(value: str) -> OnOverlayStepType:
    if value in ON_OVERLAY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_OVERLAY_STEP_TYPE_VALUES!r}")
