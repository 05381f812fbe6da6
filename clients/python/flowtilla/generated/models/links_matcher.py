from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LinksMatcher")


@_attrs_define
class LinksMatcher:
    """The links of the page to its own origin answer without an error. They are asked by `HEAD`.

    Attributes:
        max_broken (int | Unset): Broken links that are put up with. Default: 0.
        max_links (int | Unset): Links that are looked at. Default: 100.
    """

    max_broken: int | Unset = 0
    max_links: int | Unset = 100
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        max_broken = self.max_broken

        max_links = self.max_links

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if max_broken is not UNSET:
            field_dict["max_broken"] = max_broken
        if max_links is not UNSET:
            field_dict["max_links"] = max_links

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_broken = d.pop("max_broken", UNSET)

        max_links = d.pop("max_links", UNSET)

        links_matcher = cls(
            max_broken=max_broken,
            max_links=max_links,
        )

        links_matcher.additional_properties = d
        return links_matcher

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
