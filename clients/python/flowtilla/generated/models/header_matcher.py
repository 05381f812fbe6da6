from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HeaderMatcher")


@_attrs_define
class HeaderMatcher:
    """A header of a response, and its wanted value; with the name alone it must be there.

    Attributes:
        name (str): Its name; upper and lower case are the same.
        contains (str | Unset): A part of the value.
        equals (str | Unset): The whole value.
        matches (str | Unset): A regular expression for the value.
    """

    name: str
    contains: str | Unset = UNSET
    equals: str | Unset = UNSET
    matches: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        contains = self.contains

        equals = self.equals

        matches = self.matches

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if contains is not UNSET:
            field_dict["contains"] = contains
        if equals is not UNSET:
            field_dict["equals"] = equals
        if matches is not UNSET:
            field_dict["matches"] = matches

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        contains = d.pop("contains", UNSET)

        equals = d.pop("equals", UNSET)

        matches = d.pop("matches", UNSET)

        header_matcher = cls(
            name=name,
            contains=contains,
            equals=equals,
            matches=matches,
        )

        header_matcher.additional_properties = d
        return header_matcher

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
