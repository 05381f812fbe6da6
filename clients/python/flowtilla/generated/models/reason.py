from typing import Literal

Reason = Literal["budget", "in_doubt", "infra", "model", "poison", "setup", "timeout"]

REASON_VALUES: set[Reason] = {
    "budget",
    "in_doubt",
    "infra",
    "model",
    "poison",
    "setup",
    "timeout",
}


def check_reason(value: str) -> Reason:
    if value in REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REASON_VALUES!r}")
