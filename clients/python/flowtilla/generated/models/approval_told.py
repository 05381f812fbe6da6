from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.approval_kind import ApprovalKind, check_approval_kind

T = TypeVar("T", bound="ApprovalTold")


@_attrs_define
class ApprovalTold:
    """What a person is asked, as the events of its session tell of it.

    Attributes:
        approval_id (UUID): Something that a person was asked in an agent session.
        choices (list[str]):
        expires_at (datetime.datetime):
        id (str): The call that it is about.
        input_ (Any):
        kind (ApprovalKind): What a person is asked.
            - `tool`: Whether a call may be made.
            - `question`: A question of the agent.
            - `help`: To do something on the desktop that the agent cannot do.
        message_id (UUID): Something that was said in an agent session.
        name (str):
        question (str):
    """

    approval_id: UUID
    choices: list[str]
    expires_at: datetime.datetime
    id: str
    input_: Any
    kind: ApprovalKind
    message_id: UUID
    name: str
    question: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approval_id = str(self.approval_id)

        choices = self.choices

        expires_at = self.expires_at.isoformat()

        id = self.id

        input_ = self.input_

        kind: str = self.kind

        message_id = str(self.message_id)

        name = self.name

        question = self.question

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approval_id": approval_id,
                "choices": choices,
                "expires_at": expires_at,
                "id": id,
                "input": input_,
                "kind": kind,
                "message_id": message_id,
                "name": name,
                "question": question,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_id = UUID(d.pop("approval_id"))

        choices = cast(list[str], d.pop("choices"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        input_ = d.pop("input")

        kind = check_approval_kind(d.pop("kind"))

        message_id = UUID(d.pop("message_id"))

        name = d.pop("name")

        question = d.pop("question")

        approval_told = cls(
            approval_id=approval_id,
            choices=choices,
            expires_at=expires_at,
            id=id,
            input_=input_,
            kind=kind,
            message_id=message_id,
            name=name,
            question=question,
        )

        approval_told.additional_properties = d
        return approval_told

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
