from typing import Literal

DesktopEventType = Literal["desktop"]

DESKTOP_EVENT_TYPE_VALUES: set[DesktopEventType] = {
    "desktop",
}


def check_desktop_event_type(value: str) -> DesktopEventType:
    if value in DESKTOP_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DESKTOP_EVENT_TYPE_VALUES!r}")
