from typing import Literal

SortedByBy = Literal["date", "number", "text"]

SORTED_BY_BY_VALUES: set[SortedByBy] = {
    "date",
    "number",
    "text",
}


def check_sorted_by_by(value: str) -> SortedByBy:
    if value in SORTED_BY_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SORTED_BY_BY_VALUES!r}")
