from typing import Literal

FlowBrowser = Literal["any", "chromium", "firefox"]

FLOW_BROWSER_VALUES: set[FlowBrowser] = {
    "any",
    "chromium",
    "firefox",
}


def check_flow_browser(value: str) -> FlowBrowser:
    if value in FLOW_BROWSER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_BROWSER_VALUES!r}")
