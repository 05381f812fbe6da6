from typing import Literal

DesktopDriver = Literal["agent", "user"]

DESKTOP_DRIVER_VALUES: set[DesktopDriver] = {
    "agent",
    "user",
}


def check_desktop_driver(value: str) -> DesktopDriver:
    if value in DESKTOP_DRIVER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DESKTOP_DRIVER_VALUES!r}")
