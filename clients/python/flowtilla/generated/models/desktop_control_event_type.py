from typing import Literal

DesktopControlEventType = Literal["desktop.control"]

DESKTOP_CONTROL_EVENT_TYPE_VALUES: set[DesktopControlEventType] = {
    "desktop.control",
}


def check_desktop_control_event_type(value: str) -> DesktopControlEventType:
    if value in DESKTOP_CONTROL_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DESKTOP_CONTROL_EVENT_TYPE_VALUES!r}")
