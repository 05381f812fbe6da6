from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EvidenceKeptData")


@_attrs_define
class EvidenceKeptData:
    """
    Attributes:
        artifacts (int):
        attempt (int):
        execution_id (UUID): One flow of a test run.
    """

    artifacts: int
    attempt: int
    execution_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifacts = self.artifacts

        attempt = self.attempt

        execution_id = str(self.execution_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifacts": artifacts,
                "attempt": attempt,
                "execution_id": execution_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifacts = d.pop("artifacts")

        attempt = d.pop("attempt")

        execution_id = UUID(d.pop("execution_id"))

        evidence_kept_data = cls(
            artifacts=artifacts,
            attempt=attempt,
            execution_id=execution_id,
        )

        evidence_kept_data.additional_properties = d
        return evidence_kept_data

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
