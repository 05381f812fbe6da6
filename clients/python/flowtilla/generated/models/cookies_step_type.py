from typing import Literal

CookiesStepType = Literal["cookies"]

COOKIES_STEP_TYPE_VALUES: set[CookiesStepType] = {
    "cookies",
}


def check_cookies_step_type(value: str) -> CookiesStepType:
    if value in COOKIES_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COOKIES_STEP_TYPE_VALUES!r}")
