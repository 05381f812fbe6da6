from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AgentVideo")


@_attrs_define
class AgentVideo:
    """A film of what an agent did.

    Attributes:
        asked_at (datetime.datetime):
        id (UUID):
        last_action (int): Number of the last action that is in it.
        status (str): `queued`, `ready` or `failed`.
        artifact_id (UUID | Unset):
        made_at (datetime.datetime | Unset):
        message (str | Unset): Why there is none.
        url (str | Unset): Where its bytes are, as soon as it is ready.
    """

    asked_at: datetime.datetime
    id: UUID
    last_action: int
    status: str
    artifact_id: UUID | Unset = UNSET
    made_at: datetime.datetime | Unset = UNSET
    message: str | Unset = UNSET
    url: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asked_at = self.asked_at.isoformat()

        id = str(self.id)

        last_action = self.last_action

        status = self.status

        artifact_id: str | Unset = UNSET
        if not isinstance(self.artifact_id, Unset):
            artifact_id = str(self.artifact_id)

        made_at: str | Unset = UNSET
        if not isinstance(self.made_at, Unset):
            made_at = self.made_at.isoformat()

        message = self.message

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asked_at": asked_at,
                "id": id,
                "last_action": last_action,
                "status": status,
            }
        )
        if artifact_id is not UNSET:
            field_dict["artifact_id"] = artifact_id
        if made_at is not UNSET:
            field_dict["made_at"] = made_at
        if message is not UNSET:
            field_dict["message"] = message
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        id = UUID(d.pop("id"))

        last_action = d.pop("last_action")

        status = d.pop("status")

        _artifact_id = d.pop("artifact_id", UNSET)
        artifact_id: UUID | Unset
        if isinstance(_artifact_id, Unset):
            artifact_id = UNSET
        else:
            artifact_id = UUID(_artifact_id)

        _made_at = d.pop("made_at", UNSET)
        made_at: datetime.datetime | Unset
        if isinstance(_made_at, Unset):
            made_at = UNSET
        else:
            made_at = datetime.datetime.fromisoformat(_made_at)

        message = d.pop("message", UNSET)

        url = d.pop("url", UNSET)

        agent_video = cls(
            asked_at=asked_at,
            id=id,
            last_action=last_action,
            status=status,
            artifact_id=artifact_id,
            made_at=made_at,
            message=message,
            url=url,
        )

        agent_video.additional_properties = d
        return agent_video

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
