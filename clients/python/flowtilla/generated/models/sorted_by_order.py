from typing import Literal

SortedByOrder = Literal["asc", "desc"]

SORTED_BY_ORDER_VALUES: set[SortedByOrder] = {
    "asc",
    "desc",
}


def check_sorted_by_order(value: str) -> SortedByOrder:
    if value in SORTED_BY_ORDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SORTED_BY_ORDER_VALUES!r}")
