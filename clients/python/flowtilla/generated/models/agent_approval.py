from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.approval_kind import ApprovalKind, check_approval_kind
from ..models.approval_status import ApprovalStatus, check_approval_status

T = TypeVar("T", bound="AgentApproval")


@_attrs_define
class AgentApproval:
    """Something that a person is asked, or was.

    Attributes:
        answer (None | str):
        call_id (str):
        choices (list[str]):
        created_at (datetime.datetime):
        decided_at (datetime.datetime | None):
        decided_by (None | str):
        edited (Any): The input as somebody has changed it.
        expires_at (datetime.datetime): Without an answer until then, it counts as no.
        id (UUID):
        input_ (Any):
        kind (ApprovalKind): What a person is asked.
            - `tool`: Whether a call may be made.
            - `question`: A question of the agent.
            - `help`: To do something on the desktop that the agent cannot do.
        message_id (UUID):
        name (str):
        question (str):
        status (ApprovalStatus): What became of it.
            - `pending`
            - `approved`
            - `denied`
            - `answered`
            - `edited`: Approved with another input.
            - `expired`: Nobody answered in time, which counts as no.
            - `cancelled`: The turn was interrupted.
    """

    answer: None | str
    call_id: str
    choices: list[str]
    created_at: datetime.datetime
    decided_at: datetime.datetime | None
    decided_by: None | str
    edited: Any
    expires_at: datetime.datetime
    id: UUID
    input_: Any
    kind: ApprovalKind
    message_id: UUID
    name: str
    question: str
    status: ApprovalStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answer: None | str
        answer = self.answer

        call_id = self.call_id

        choices = self.choices

        created_at = self.created_at.isoformat()

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        decided_by: None | str
        decided_by = self.decided_by

        edited = self.edited

        expires_at = self.expires_at.isoformat()

        id = str(self.id)

        input_ = self.input_

        kind: str = self.kind

        message_id = str(self.message_id)

        name = self.name

        question = self.question

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "answer": answer,
                "call_id": call_id,
                "choices": choices,
                "created_at": created_at,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "edited": edited,
                "expires_at": expires_at,
                "id": id,
                "input": input_,
                "kind": kind,
                "message_id": message_id,
                "name": name,
                "question": question,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_answer(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answer = _parse_answer(d.pop("answer"))

        call_id = d.pop("call_id")

        choices = cast(list[str], d.pop("choices"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        edited = d.pop("edited")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = UUID(d.pop("id"))

        input_ = d.pop("input")

        kind = check_approval_kind(d.pop("kind"))

        message_id = UUID(d.pop("message_id"))

        name = d.pop("name")

        question = d.pop("question")

        status = check_approval_status(d.pop("status"))

        agent_approval = cls(
            answer=answer,
            call_id=call_id,
            choices=choices,
            created_at=created_at,
            decided_at=decided_at,
            decided_by=decided_by,
            edited=edited,
            expires_at=expires_at,
            id=id,
            input_=input_,
            kind=kind,
            message_id=message_id,
            name=name,
            question=question,
            status=status,
        )

        agent_approval.additional_properties = d
        return agent_approval

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
