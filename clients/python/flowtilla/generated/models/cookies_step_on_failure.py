from typing import Literal

CookiesStepOnFailure = Literal["continue", "fail"]

COOKIES_STEP_ON_FAILURE_VALUES: set[CookiesStepOnFailure] = {
    "continue",
    "fail",
}


def check_cookies_step_on_failure(value: str) -> CookiesStepOnFailure:
    if value in COOKIES_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COOKIES_STEP_ON_FAILURE_VALUES!r}")
