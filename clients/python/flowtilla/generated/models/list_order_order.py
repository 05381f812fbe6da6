from typing import Literal

ListOrderOrder = Literal["asc", "desc"]

LIST_ORDER_ORDER_VALUES: set[ListOrderOrder] = {
    "asc",
    "desc",
}


def check_list_order_order(value: str) -> ListOrderOrder:
    if value in LIST_ORDER_ORDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ORDER_ORDER_VALUES!r}")
