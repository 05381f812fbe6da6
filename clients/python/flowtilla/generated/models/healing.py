from typing import Literal

Healing = Literal["auto", "locked", "propose"]

HEALING_VALUES: set[Healing] = {
    "auto",
    "locked",
    "propose",
}


def check_healing(value: str) -> Healing:
    if value in HEALING_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HEALING_VALUES!r}")
