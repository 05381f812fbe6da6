from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExecutionApprovalRequestedData")


@_attrs_define
class ExecutionApprovalRequestedData:
    """
    Attributes:
        action (str):
        approval_id (UUID): A question to a person, before something is done that cannot be undone.
        execution_id (UUID): One flow of a test run.
        kind (str): `approve` (yes or no), `ask` (a value), `takeover` (hands on the browser) or `breakpoint`. Default:
            ''.
        path (str):
        why (str):
    """

    action: str
    approval_id: UUID
    execution_id: UUID
    path: str
    why: str
    kind: str = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        approval_id = str(self.approval_id)

        execution_id = str(self.execution_id)

        kind = self.kind

        path = self.path

        why = self.why

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "approval_id": approval_id,
                "execution_id": execution_id,
                "kind": kind,
                "path": path,
                "why": why,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = d.pop("action")

        approval_id = UUID(d.pop("approval_id"))

        execution_id = UUID(d.pop("execution_id"))

        kind = d.pop("kind")

        path = d.pop("path")

        why = d.pop("why")

        execution_approval_requested_data = cls(
            action=action,
            approval_id=approval_id,
            execution_id=execution_id,
            kind=kind,
            path=path,
            why=why,
        )

        execution_approval_requested_data.additional_properties = d
        return execution_approval_requested_data

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
