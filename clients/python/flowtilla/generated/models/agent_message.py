from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

T = TypeVar("T", bound="AgentMessage")


@_attrs_define
class AgentMessage:
    """One message of the history.

    Attributes:
        blocks (list[Any]): The parts: objects with a `type`: `text`, `thinking`, `tool_use`, `tool_result`, `image` or
            `note`. Screenshots are
            `artifact_id`s for `GET /api/artifacts/{id}`.
        content (str): The text of it.
        created_at (datetime.datetime):
        id (UUID):
        position (int | None): Place in the history, from 1; null while it waits for its turn.
        role (Role): Who says a message.
            - `user`
            - `assistant`
            - `tool`: The results of the calls of the answer before.
        sender (None | str): Who said it.
    """

    blocks: list[Any]
    content: str
    created_at: datetime.datetime
    id: UUID
    position: int | None
    role: Role
    sender: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        blocks = self.blocks

        content = self.content

        created_at = self.created_at.isoformat()

        id = str(self.id)

        position: int | None
        position = self.position

        role: str = self.role

        sender: None | str
        sender = self.sender

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "blocks": blocks,
                "content": content,
                "created_at": created_at,
                "id": id,
                "position": position,
                "role": role,
                "sender": sender,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        blocks = cast(list[Any], d.pop("blocks"))

        content = d.pop("content")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = UUID(d.pop("id"))

        def _parse_position(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        position = _parse_position(d.pop("position"))

        role = check_role(d.pop("role"))

        def _parse_sender(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sender = _parse_sender(d.pop("sender"))

        agent_message = cls(
            blocks=blocks,
            content=content,
            created_at=created_at,
            id=id,
            position=position,
            role=role,
            sender=sender,
        )

        agent_message.additional_properties = d
        return agent_message

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
