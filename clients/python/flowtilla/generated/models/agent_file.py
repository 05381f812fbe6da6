from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AgentFile")


@_attrs_define
class AgentFile:
    """A file of a session's home.

    Attributes:
        artifact_id (UUID):
        bytes_ (int):
        media_type (str):
        path (str): Below the home.
        pushed (bool): The desktop has it, or had it; an upload is put there before the agent's next action.
        saved_at (datetime.datetime):
        sha256 (str):
        url (str): Where its bytes are.
    """

    artifact_id: UUID
    bytes_: int
    media_type: str
    path: str
    pushed: bool
    saved_at: datetime.datetime
    sha256: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_id = str(self.artifact_id)

        bytes_ = self.bytes_

        media_type = self.media_type

        path = self.path

        pushed = self.pushed

        saved_at = self.saved_at.isoformat()

        sha256 = self.sha256

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_id": artifact_id,
                "bytes": bytes_,
                "media_type": media_type,
                "path": path,
                "pushed": pushed,
                "saved_at": saved_at,
                "sha256": sha256,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifact_id = UUID(d.pop("artifact_id"))

        bytes_ = d.pop("bytes")

        media_type = d.pop("media_type")

        path = d.pop("path")

        pushed = d.pop("pushed")

        saved_at = datetime.datetime.fromisoformat(d.pop("saved_at"))

        sha256 = d.pop("sha256")

        url = d.pop("url")

        agent_file = cls(
            artifact_id=artifact_id,
            bytes_=bytes_,
            media_type=media_type,
            path=path,
            pushed=pushed,
            saved_at=saved_at,
            sha256=sha256,
            url=url,
        )

        agent_file.additional_properties = d
        return agent_file

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
