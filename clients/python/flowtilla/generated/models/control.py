from typing import Literal

Control = Literal["agent", "user"]

CONTROL_VALUES: set[Control] = {
    "agent",
    "user",
}


def check_control(value: str) -> Control:
    if value in CONTROL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTROL_VALUES!r}")
