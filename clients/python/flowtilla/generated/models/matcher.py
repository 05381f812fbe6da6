from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Matcher")


@_attrs_define
class Matcher:
    """How a text or an address is compared. White space is collapsed and trimmed on both sides, except for `matches`.

    Attributes:
        contains (str | Unset): A part of the text.
        equals (str | Unset): The whole text.
        flags (str | Unset): Its flags, e.g. `i`.
        matches (str | Unset): A JavaScript regular expression.
    """

    contains: str | Unset = UNSET
    equals: str | Unset = UNSET
    flags: str | Unset = UNSET
    matches: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        contains = self.contains

        equals = self.equals

        flags = self.flags

        matches = self.matches

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if contains is not UNSET:
            field_dict["contains"] = contains
        if equals is not UNSET:
            field_dict["equals"] = equals
        if flags is not UNSET:
            field_dict["flags"] = flags
        if matches is not UNSET:
            field_dict["matches"] = matches

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        contains = d.pop("contains", UNSET)

        equals = d.pop("equals", UNSET)

        flags = d.pop("flags", UNSET)

        matches = d.pop("matches", UNSET)

        matcher = cls(
            contains=contains,
            equals=equals,
            flags=flags,
            matches=matches,
        )

        matcher.additional_properties = d
        return matcher

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
