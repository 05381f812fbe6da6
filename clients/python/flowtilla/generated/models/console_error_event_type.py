from typing import Literal

ConsoleErrorEventType = Literal["console.error"]

CONSOLE_ERROR_EVENT_TYPE_VALUES: set[ConsoleErrorEventType] = {
    "console.error",
}


def check_console_error_event_type(value: str) -> ConsoleErrorEventType:
    if value in CONSOLE_ERROR_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONSOLE_ERROR_EVENT_TYPE_VALUES!r}")
