from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.cell_matcher_row_type_1 import CellMatcherRowType1
    from ..models.matcher import Matcher


T = TypeVar("T", bound="CellMatcher")


@_attrs_define
class CellMatcher:
    """The text of one cell.

    Attributes:
        column (int | str): The column's header, or its number from 0.
        row (CellMatcherRowType1 | int): The row's number from 0 without the headers (-1 is the last), or texts of its
            cells by header.
        text (Matcher | str): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
    """

    column: int | str
    row: CellMatcherRowType1 | int
    text: Matcher | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cell_matcher_row_type_1 import CellMatcherRowType1  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        column: int | str
        column = self.column

        row: dict[str, Any] | int
        if isinstance(self.row, CellMatcherRowType1):
            row = self.row.to_dict()
        else:
            row = self.row

        text: dict[str, Any] | str
        if isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "column": column,
                "row": row,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cell_matcher_row_type_1 import CellMatcherRowType1  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_column(data: object) -> int | str:
            return cast(int | str, data)

        column = _parse_column(d.pop("column"))

        def _parse_row(data: object) -> CellMatcherRowType1 | int:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                row_type_1 = CellMatcherRowType1.from_dict(data)

                return row_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CellMatcherRowType1 | int, data)

        row = _parse_row(d.pop("row"))

        def _parse_text(data: object) -> Matcher | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str, data)

        text = _parse_text(d.pop("text"))

        cell_matcher = cls(
            column=column,
            row=row,
            text=text,
        )

        cell_matcher.additional_properties = d
        return cell_matcher

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
