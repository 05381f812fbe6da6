from typing import Literal

ScreenshotMatcherAnimations = Literal["allow", "disabled"]

SCREENSHOT_MATCHER_ANIMATIONS_VALUES: set[ScreenshotMatcherAnimations] = {
    "allow",
    "disabled",
}


def check_screenshot_matcher_animations(value: str) -> ScreenshotMatcherAnimations:
    if value in SCREENSHOT_MATCHER_ANIMATIONS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCREENSHOT_MATCHER_ANIMATIONS_VALUES!r}")
