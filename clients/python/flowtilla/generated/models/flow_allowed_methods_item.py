from typing import Literal

FlowAllowedMethodsItem = Literal["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

FLOW_ALLOWED_METHODS_ITEM_VALUES: set[FlowAllowedMethodsItem] = {
    "DELETE",
    "GET",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "POST",
    "PUT",
}


def check_flow_allowed_methods_item(value: str) -> FlowAllowedMethodsItem:
    if value in FLOW_ALLOWED_METHODS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_ALLOWED_METHODS_ITEM_VALUES!r}")
