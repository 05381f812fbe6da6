from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AgentDecision")


@_attrs_define
class AgentDecision:
    """What a person says.

    Attributes:
        approval_id (UUID):
        decision (str): `approve`, `deny`, `edit` (with `input`) or `answer` (with `answer`).
        answer (str | Unset): An answer to a question, or a comment that the agent is told.
        input_ (Any | Unset): The input with which the call is made instead.
    """

    approval_id: UUID
    decision: str
    answer: str | Unset = UNSET
    input_: Any | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        approval_id = str(self.approval_id)

        decision = self.decision

        answer = self.answer

        input_ = self.input_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "approval_id": approval_id,
                "decision": decision,
            }
        )
        if answer is not UNSET:
            field_dict["answer"] = answer
        if input_ is not UNSET:
            field_dict["input"] = input_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_id = UUID(d.pop("approval_id"))

        decision = d.pop("decision")

        answer = d.pop("answer", UNSET)

        input_ = d.pop("input", UNSET)

        agent_decision = cls(
            approval_id=approval_id,
            decision=decision,
            answer=answer,
            input_=input_,
        )

        return agent_decision
