from typing import Literal

ConsoleMatcherLevel = Literal["debug", "error", "info", "log", "warn"]

CONSOLE_MATCHER_LEVEL_VALUES: set[ConsoleMatcherLevel] = {
    "debug",
    "error",
    "info",
    "log",
    "warn",
}


def check_console_matcher_level(value: str) -> ConsoleMatcherLevel:
    if value in CONSOLE_MATCHER_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONSOLE_MATCHER_LEVEL_VALUES!r}")
