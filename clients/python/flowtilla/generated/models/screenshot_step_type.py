from typing import Literal

ScreenshotStepType = Literal["screenshot"]

SCREENSHOT_STEP_TYPE_VALUES: set[ScreenshotStepType] = {
    "screenshot",
}


def check_screenshot_step_type(value: str) -> ScreenshotStepType:
    if value in SCREENSHOT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCREENSHOT_STEP_TYPE_VALUES!r}")
