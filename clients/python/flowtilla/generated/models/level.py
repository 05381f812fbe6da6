from typing import Literal

Level = Literal["advisory", "error", "warn"]

LEVEL_VALUES: set[Level] = {
    "advisory",
    "error",
    "warn",
}


def check_level(value: str) -> Level:
    if value in LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LEVEL_VALUES!r}")
