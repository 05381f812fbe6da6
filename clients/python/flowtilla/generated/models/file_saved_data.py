from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FileSavedData")


@_attrs_define
class FileSavedData:
    """
    Attributes:
        artifact_id (UUID): Stored bytes: a screenshot, a download, a report.
        by (str):
        bytes_ (int):
        path (str):
    """

    artifact_id: UUID
    by: str
    bytes_: int
    path: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_id = str(self.artifact_id)

        by = self.by

        bytes_ = self.bytes_

        path = self.path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_id": artifact_id,
                "by": by,
                "bytes": bytes_,
                "path": path,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifact_id = UUID(d.pop("artifact_id"))

        by = d.pop("by")

        bytes_ = d.pop("bytes")

        path = d.pop("path")

        file_saved_data = cls(
            artifact_id=artifact_id,
            by=by,
            bytes_=bytes_,
            path=path,
        )

        file_saved_data.additional_properties = d
        return file_saved_data

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
