from typing import Literal

CookieMatcherSameSite = Literal["Lax", "None", "Strict"]

COOKIE_MATCHER_SAME_SITE_VALUES: set[CookieMatcherSameSite] = {
    "Lax",
    "None",
    "Strict",
}


def check_cookie_matcher_same_site(value: str) -> CookieMatcherSameSite:
    if value in COOKIE_MATCHER_SAME_SITE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COOKIE_MATCHER_SAME_SITE_VALUES!r}")
