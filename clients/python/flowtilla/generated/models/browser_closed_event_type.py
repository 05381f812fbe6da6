from typing import Literal

BrowserClosedEventType = Literal["browser.closed"]

BROWSER_CLOSED_EVENT_TYPE_VALUES: set[BrowserClosedEventType] = {
    "browser.closed",
}


def check_browser_closed_event_type(value: str) -> BrowserClosedEventType:
    if value in BROWSER_CLOSED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BROWSER_CLOSED_EVENT_TYPE_VALUES!r}")
