from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RequestPart")


@_attrs_define
class RequestPart:
    """A field of a multipart body, or a file in it.

    Attributes:
        name (str): Name of the field.
        file (str | Unset): A file of the run that is its value.
        file_name (str | Unset): File name that the server sees, beside `file`; that of the file when absent.
        media_type (str | Unset): Media type that the server sees; guessed from the file's name when absent.
        value (str | Unset): Its value.
    """

    name: str
    file: str | Unset = UNSET
    file_name: str | Unset = UNSET
    media_type: str | Unset = UNSET
    value: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        file = self.file

        file_name = self.file_name

        media_type = self.media_type

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if file is not UNSET:
            field_dict["file"] = file
        if file_name is not UNSET:
            field_dict["file_name"] = file_name
        if media_type is not UNSET:
            field_dict["media_type"] = media_type
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        file = d.pop("file", UNSET)

        file_name = d.pop("file_name", UNSET)

        media_type = d.pop("media_type", UNSET)

        value = d.pop("value", UNSET)

        request_part = cls(
            name=name,
            file=file,
            file_name=file_name,
            media_type=media_type,
            value=value,
        )

        request_part.additional_properties = d
        return request_part

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
