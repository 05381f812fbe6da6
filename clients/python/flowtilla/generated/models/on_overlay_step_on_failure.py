from typing import Literal

OnOverlayStepOnFailure = Literal["continue", "fail"]

ON_OVERLAY_STEP_ON_FAILURE_VALUES: set[OnOverlayStepOnFailure] = {
    "continue",
    "fail",
}


def check_on_overlay_step_on_failure(value: str) -> OnOverlayStepOnFailure:
    if value in ON_OVERLAY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_OVERLAY_STEP_ON_FAILURE_VALUES!r}")
