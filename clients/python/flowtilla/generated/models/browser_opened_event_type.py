from typing import Literal

BrowserOpenedEventType = Literal["browser.opened"]

BROWSER_OPENED_EVENT_TYPE_VALUES: set[BrowserOpenedEventType] = {
    "browser.opened",
}


def check_browser_opened_event_type(value: str) -> BrowserOpenedEventType:
    if value in BROWSER_OPENED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BROWSER_OPENED_EVENT_TYPE_VALUES!r}")
