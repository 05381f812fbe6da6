from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.approval_answer import ApprovalAnswer, check_approval_answer
from ..types import UNSET, Unset

T = TypeVar("T", bound="AnswerApproval")


@_attrs_define
class AnswerApproval:
    """An answer to a question of an execution.

    Attributes:
        approval_id (UUID): From the event `execution.approval_requested`, or from the list.
        decision (ApprovalAnswer): What a person says.
        answer (Any | Unset): The value that an `ask` wants; only beside `approve`.
        comment (str | Unset):
    """

    approval_id: UUID
    decision: ApprovalAnswer
    answer: Any | Unset = UNSET
    comment: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        approval_id = str(self.approval_id)

        decision: str = self.decision

        answer = self.answer

        comment = self.comment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "approval_id": approval_id,
                "decision": decision,
            }
        )
        if answer is not UNSET:
            field_dict["answer"] = answer
        if comment is not UNSET:
            field_dict["comment"] = comment

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_id = UUID(d.pop("approval_id"))

        decision = check_approval_answer(d.pop("decision"))

        answer = d.pop("answer", UNSET)

        comment = d.pop("comment", UNSET)

        answer_approval = cls(
            approval_id=approval_id,
            decision=decision,
            answer=answer,
            comment=comment,
        )

        return answer_approval
