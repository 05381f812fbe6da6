from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.matcher import Matcher
    from ..models.number_range import NumberRange


T = TypeVar("T", bound="FileMatcher")


@_attrs_define
class FileMatcher:
    """A downloaded file, as the `download` step leaves it in a variable. All that is given must hold.

    Attributes:
        media_type (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        name (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        sha256 (str | Unset): Its SHA-256 in hexadecimal digits.
        size (float | NumberRange | Unset): Its size in bytes.
        text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
    """

    media_type: Matcher | str | Unset = UNSET
    name: Matcher | str | Unset = UNSET
    sha256: str | Unset = UNSET
    size: float | NumberRange | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415

        media_type: dict[str, Any] | str | Unset
        if isinstance(self.media_type, Unset):
            media_type = UNSET
        elif isinstance(self.media_type, Matcher):
            media_type = self.media_type.to_dict()
        else:
            media_type = self.media_type

        name: dict[str, Any] | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        elif isinstance(self.name, Matcher):
            name = self.name.to_dict()
        else:
            name = self.name

        sha256 = self.sha256

        size: dict[str, Any] | float | Unset
        if isinstance(self.size, Unset):
            size = UNSET
        elif isinstance(self.size, NumberRange):
            size = self.size.to_dict()
        else:
            size = self.size

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if media_type is not UNSET:
            field_dict["media_type"] = media_type
        if name is not UNSET:
            field_dict["name"] = name
        if sha256 is not UNSET:
            field_dict["sha256"] = sha256
        if size is not UNSET:
            field_dict["size"] = size
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_media_type(data: object) -> Matcher | str | Unset:
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

        media_type = _parse_media_type(d.pop("media_type", UNSET))

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

        sha256 = d.pop("sha256", UNSET)

        def _parse_size(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                size_type_1 = NumberRange.from_dict(data)

                return size_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        size = _parse_size(d.pop("size", UNSET))

        def _parse_text(data: object) -> Matcher | str | Unset:
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

        text = _parse_text(d.pop("text", UNSET))

        file_matcher = cls(
            media_type=media_type,
            name=name,
            sha256=sha256,
            size=size,
            text=text,
        )

        file_matcher.additional_properties = d
        return file_matcher

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
