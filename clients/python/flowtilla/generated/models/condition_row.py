from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.matcher import Matcher


T = TypeVar("T", bound="ConditionRow")


@_attrs_define
class ConditionRow:
    """The table has a row with these texts, by column header."""

    additional_properties: dict[str, Matcher | str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            if isinstance(prop, Matcher):
                field_dict[prop_name] = prop.to_dict()
            else:
                field_dict[prop_name] = prop

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)
        condition_row = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():

            def _parse_additional_property(data: object) -> Matcher | str:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                    return componentsschemas_text_matcher_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(Matcher | str, data)

            additional_property = _parse_additional_property(prop_dict)

            additional_properties[prop_name] = additional_property

        condition_row.additional_properties = additional_properties
        return condition_row

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Matcher | str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Matcher | str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
