from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sorted_by_by import SortedByBy, check_sorted_by_by
from ..models.sorted_by_order import SortedByOrder, check_sorted_by_order
from ..types import UNSET, Unset

T = TypeVar("T", bound="SortedBy")


@_attrs_define
class SortedBy:
    """By which column the rows are sorted.

    Attributes:
        column (int | str): The column's header, or its number from 0.
        by (SortedByBy | Unset): What is compared. Default: 'text'.
        order (SortedByOrder | Unset): Ascending or descending. Default: 'asc'.
    """

    column: int | str
    by: SortedByBy | Unset = "text"
    order: SortedByOrder | Unset = "asc"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        column: int | str
        column = self.column

        by: str | Unset = UNSET
        if not isinstance(self.by, Unset):
            by = self.by

        order: str | Unset = UNSET
        if not isinstance(self.order, Unset):
            order = self.order

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "column": column,
            }
        )
        if by is not UNSET:
            field_dict["by"] = by
        if order is not UNSET:
            field_dict["order"] = order

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_column(data: object) -> int | str:
            return cast(int | str, data)

        column = _parse_column(d.pop("column"))

        _by = d.pop("by", UNSET)
        by: SortedByBy | Unset
        if isinstance(_by, Unset):
            by = UNSET
        else:
            by = check_sorted_by_by(_by)

        _order = d.pop("order", UNSET)
        order: SortedByOrder | Unset
        if isinstance(_order, Unset):
            order = UNSET
        else:
            order = check_sorted_by_order(_order)

        sorted_by = cls(
            column=column,
            by=by,
            order=order,
        )

        sorted_by.additional_properties = d
        return sorted_by

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
