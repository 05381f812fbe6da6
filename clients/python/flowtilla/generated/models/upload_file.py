from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="UploadFile")


@_attrs_define
class UploadFile:
    """A file to choose in a file input.

    Attributes:
        name (str): File name that the page sees.
        artifact (str | Unset): Identifier of a stored artifact.
        base64 (str | Unset): The content in base64.
        file (str | Unset): A file of the run: written or downloaded before.
        media_type (str | Unset): Media type that the page sees; guessed from the name when absent.
        path (str | Unset): A file below the worker's upload directory.
        text (str | Unset): The content as text.
        url (str | Unset): An address that the worker gets it from; its host must be one that the flow may visit.
    """

    name: str
    artifact: str | Unset = UNSET
    base64: str | Unset = UNSET
    file: str | Unset = UNSET
    media_type: str | Unset = UNSET
    path: str | Unset = UNSET
    text: str | Unset = UNSET
    url: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        artifact = self.artifact

        base64 = self.base64

        file = self.file

        media_type = self.media_type

        path = self.path

        text = self.text

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if artifact is not UNSET:
            field_dict["artifact"] = artifact
        if base64 is not UNSET:
            field_dict["base64"] = base64
        if file is not UNSET:
            field_dict["file"] = file
        if media_type is not UNSET:
            field_dict["media_type"] = media_type
        if path is not UNSET:
            field_dict["path"] = path
        if text is not UNSET:
            field_dict["text"] = text
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        artifact = d.pop("artifact", UNSET)

        base64 = d.pop("base64", UNSET)

        file = d.pop("file", UNSET)

        media_type = d.pop("media_type", UNSET)

        path = d.pop("path", UNSET)

        text = d.pop("text", UNSET)

        url = d.pop("url", UNSET)

        upload_file = cls(
            name=name,
            artifact=artifact,
            base64=base64,
            file=file,
            media_type=media_type,
            path=path,
            text=text,
            url=url,
        )

        upload_file.additional_properties = d
        return upload_file

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
