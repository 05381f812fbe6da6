from typing import Literal

CookiesStepAction = Literal["clear", "delete", "get", "set"]

COOKIES_STEP_ACTION_VALUES: set[CookiesStepAction] = {
    "clear",
    "delete",
    "get",
    "set",
}


def check_cookies_step_action(value: str) -> CookiesStepAction:
    if value in COOKIES_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COOKIES_STEP_ACTION_VALUES!r}")
