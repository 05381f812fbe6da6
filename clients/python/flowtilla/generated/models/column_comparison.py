from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.column_comparison_op import ColumnComparisonOp, check_column_comparison_op

T = TypeVar("T", bound="ColumnComparison")


@_attrs_define
class ColumnComparison:
    """Two columns compared in every row, as numbers where both are.

    Attributes:
        left (int | str): The column's header, or its number from 0.
        op (ColumnComparisonOp): How they compare.
        right (int | str): The column's header, or its number from 0.
    """

    left: int | str
    op: ColumnComparisonOp
    right: int | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        left: int | str
        left = self.left

        op: str = self.op

        right: int | str
        right = self.right

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "left": left,
                "op": op,
                "right": right,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_left(data: object) -> int | str:
            return cast(int | str, data)

        left = _parse_left(d.pop("left"))

        op = check_column_comparison_op(d.pop("op"))

        def _parse_right(data: object) -> int | str:
            return cast(int | str, data)

        right = _parse_right(d.pop("right"))

        column_comparison = cls(
            left=left,
            op=op,
            right=right,
        )

        column_comparison.additional_properties = d
        return column_comparison

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
