from typing import Literal

CookiesStepSameSite = Literal["Lax", "None", "Strict"]

COOKIES_STEP_SAME_SITE_VALUES: set[CookiesStepSameSite] = {
    "Lax",
    "None",
    "Strict",
}


def check_cookies_step_same_site(value: str) -> CookiesStepSameSite:
    if value in COOKIES_STEP_SAME_SITE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COOKIES_STEP_SAME_SITE_VALUES!r}")
