from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.approval_status import ApprovalStatus, check_approval_status

T = TypeVar("T", bound="ApprovalDecidedData")


@_attrs_define
class ApprovalDecidedData:
    """
    Attributes:
        answer (None | str):
        approval_id (UUID): Something that a person was asked in an agent session.
        by (None | str):
        edited (Any):
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
    approval_id: UUID
    by: None | str
    edited: Any
    status: ApprovalStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answer: None | str
        answer = self.answer

        approval_id = str(self.approval_id)

        by: None | str
        by = self.by

        edited = self.edited

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "answer": answer,
                "approval_id": approval_id,
                "by": by,
                "edited": edited,
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

        approval_id = UUID(d.pop("approval_id"))

        def _parse_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        by = _parse_by(d.pop("by"))

        edited = d.pop("edited")

        status = check_approval_status(d.pop("status"))

        approval_decided_data = cls(
            answer=answer,
            approval_id=approval_id,
            by=by,
            edited=edited,
            status=status,
        )

        approval_decided_data.additional_properties = d
        return approval_decided_data

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
