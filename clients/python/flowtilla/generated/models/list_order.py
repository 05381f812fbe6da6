from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.list_order_by import ListOrderBy, check_list_order_by
from ..models.list_order_order import ListOrderOrder, check_list_order_order
from ..types import UNSET, Unset

T = TypeVar("T", bound="ListOrder")


@_attrs_define
class ListOrder:
    """How a list is sorted.

    Attributes:
        by (ListOrderBy | Unset): What is compared: texts without regard to case, the numbers in them, or dates.
            Default: 'text'.
        order (ListOrderOrder | Unset): Ascending or descending. Default: 'asc'.
    """

    by: ListOrderBy | Unset = "text"
    order: ListOrderOrder | Unset = "asc"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by: str | Unset = UNSET
        if not isinstance(self.by, Unset):
            by = self.by

        order: str | Unset = UNSET
        if not isinstance(self.order, Unset):
            order = self.order

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if by is not UNSET:
            field_dict["by"] = by
        if order is not UNSET:
            field_dict["order"] = order

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _by = d.pop("by", UNSET)
        by: ListOrderBy | Unset
        if isinstance(_by, Unset):
            by = UNSET
        else:
            by = check_list_order_by(_by)

        _order = d.pop("order", UNSET)
        order: ListOrderOrder | Unset
        if isinstance(_order, Unset):
            order = UNSET
        else:
            order = check_list_order_order(_order)

        list_order = cls(
            by=by,
            order=order,
        )

        list_order.additional_properties = d
        return list_order

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
