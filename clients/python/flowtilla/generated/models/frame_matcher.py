from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.matcher import Matcher


T = TypeVar("T", bound="FrameMatcher")


@_attrs_define
class FrameMatcher:
    """A frame by its `name` or `id` attribute, or by the address of the document in it; at any depth below, exactly one.

    Attributes:
        name (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        url (Matcher | str | Unset): How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`,
            `matches`.
    """

    name: Matcher | str | Unset = UNSET
    url: Matcher | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        name: dict[str, Any] | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        elif isinstance(self.name, Matcher):
            name = self.name.to_dict()
        else:
            name = self.name

        url: dict[str, Any] | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        elif isinstance(self.url, Matcher):
            url = self.url.to_dict()
        else:
            url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_url(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_url_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_url_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        frame_matcher = cls(
            name=name,
            url=url,
        )

        frame_matcher.additional_properties = d
        return frame_matcher

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
