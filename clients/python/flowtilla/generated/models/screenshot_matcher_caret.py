from typing import Literal

ScreenshotMatcherCaret = Literal["hide", "initial"]

SCREENSHOT_MATCHER_CARET_VALUES: set[ScreenshotMatcherCaret] = {
    "hide",
    "initial",
}


def check_screenshot_matcher_caret(value: str) -> ScreenshotMatcherCaret:
    if value in SCREENSHOT_MATCHER_CARET_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCREENSHOT_MATCHER_CARET_VALUES!r}")
