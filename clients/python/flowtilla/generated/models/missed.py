from typing import Literal

Missed = Literal["run_once", "skip"]

MISSED_VALUES: set[Missed] = {
    "run_once",
    "skip",
}


def check_missed(value: str) -> Missed:
    if value in MISSED_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MISSED_VALUES!r}")
