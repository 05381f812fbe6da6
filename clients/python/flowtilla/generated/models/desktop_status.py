from typing import Literal

DesktopStatus = Literal["closed", "failed", "lost", "open", "starting"]

DESKTOP_STATUS_VALUES: set[DesktopStatus] = {
    "closed",
    "failed",
    "lost",
    "open",
    "starting",
}


def check_desktop_status(value: str) -> DesktopStatus:
    if value in DESKTOP_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DESKTOP_STATUS_VALUES!r}")
