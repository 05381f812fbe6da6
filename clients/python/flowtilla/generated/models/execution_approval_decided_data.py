from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExecutionApprovalDecidedData")


@_attrs_define
class ExecutionApprovalDecidedData:
    """
    Attributes:
        approval_id (UUID): A question to a person, before something is done that cannot be undone.
        approved (bool):
        by (None | str):
        comment (None | str):
        execution_id (UUID): One flow of a test run.
    """

    approval_id: UUID
    approved: bool
    by: None | str
    comment: None | str
    execution_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approval_id = str(self.approval_id)

        approved = self.approved

        by: None | str
        by = self.by

        comment: None | str
        comment = self.comment

        execution_id = str(self.execution_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approval_id": approval_id,
                "approved": approved,
                "by": by,
                "comment": comment,
                "execution_id": execution_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_id = UUID(d.pop("approval_id"))

        approved = d.pop("approved")

        def _parse_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        by = _parse_by(d.pop("by"))

        def _parse_comment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        comment = _parse_comment(d.pop("comment"))

        execution_id = UUID(d.pop("execution_id"))

        execution_approval_decided_data = cls(
            approval_id=approval_id,
            approved=approved,
            by=by,
            comment=comment,
            execution_id=execution_id,
        )

        execution_approval_decided_data.additional_properties = d
        return execution_approval_decided_data

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
