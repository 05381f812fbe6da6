from typing import Literal

ScreenshotStepOnFailure = Literal["continue", "fail"]

SCREENSHOT_STEP_ON_FAILURE_VALUES: set[ScreenshotStepOnFailure] = {
    "continue",
    "fail",
}


def check_screenshot_step_on_failure(value: str) -> ScreenshotStepOnFailure:
    if value in SCREENSHOT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCREENSHOT_STEP_ON_FAILURE_VALUES!r}")
