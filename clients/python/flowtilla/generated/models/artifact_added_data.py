from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ArtifactAddedData")


@_attrs_define
class ArtifactAddedData:
    """
    Attributes:
        artifact_id (UUID): Stored bytes: a screenshot, a download, a report.
        bytes_ (int):
        execution_id (UUID): One flow of a test run.
        kind (str):
        media_type (str):
    """

    artifact_id: UUID
    bytes_: int
    execution_id: UUID
    kind: str
    media_type: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_id = str(self.artifact_id)

        bytes_ = self.bytes_

        execution_id = str(self.execution_id)

        kind = self.kind

        media_type = self.media_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_id": artifact_id,
                "bytes": bytes_,
                "execution_id": execution_id,
                "kind": kind,
                "media_type": media_type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifact_id = UUID(d.pop("artifact_id"))

        bytes_ = d.pop("bytes")

        execution_id = UUID(d.pop("execution_id"))

        kind = d.pop("kind")

        media_type = d.pop("media_type")

        artifact_added_data = cls(
            artifact_id=artifact_id,
            bytes_=bytes_,
            execution_id=execution_id,
            kind=kind,
            media_type=media_type,
        )

        artifact_added_data.additional_properties = d
        return artifact_added_data

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
