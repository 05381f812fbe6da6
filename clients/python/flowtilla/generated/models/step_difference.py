from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.field_difference import FieldDifference


T = TypeVar("T", bound="StepDifference")


@_attrs_define
class StepDifference:
    """A step that is not as it was.

    Attributes:
        change (str): `added`, `removed` or `changed`.
        fields (list[FieldDifference]): Of one that changed: which of its fields.
        from_ (Any):
        from_path (None | str): Where it stood: `steps[3]`.
        to (Any):
        to_path (None | str): Where it stands.
    """

    change: str
    fields: list[FieldDifference]
    from_: Any
    from_path: None | str
    to: Any
    to_path: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        change = self.change

        fields = []
        for fields_item_data in self.fields:
            fields_item = fields_item_data.to_dict()
            fields.append(fields_item)

        from_ = self.from_

        from_path: None | str
        from_path = self.from_path

        to = self.to

        to_path: None | str
        to_path = self.to_path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "change": change,
                "fields": fields,
                "from": from_,
                "from_path": from_path,
                "to": to,
                "to_path": to_path,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_difference import FieldDifference  # noqa: PLC0415

        d = dict(src_dict)
        change = d.pop("change")

        fields = []
        _fields = d.pop("fields")
        for fields_item_data in _fields:
            fields_item = FieldDifference.from_dict(fields_item_data)

            fields.append(fields_item)

        from_ = d.pop("from")

        def _parse_from_path(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        from_path = _parse_from_path(d.pop("from_path"))

        to = d.pop("to")

        def _parse_to_path(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        to_path = _parse_to_path(d.pop("to_path"))

        step_difference = cls(
            change=change,
            fields=fields,
            from_=from_,
            from_path=from_path,
            to=to,
            to_path=to_path,
        )

        step_difference.additional_properties = d
        return step_difference

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
