from typing import Literal

ListOrderBy = Literal["date", "number", "text"]

LIST_ORDER_BY_VALUES: set[ListOrderBy] = {
    "date",
    "number",
    "text",
}


def check_list_order_by(value: str) -> ListOrderBy:
    if value in LIST_ORDER_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ORDER_BY_VALUES!r}")
