from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FlowProposedData")


@_attrs_define
class FlowProposedData:
    """
    Attributes:
        execution_id (UUID): One flow of a test run.
        flow_id (UUID): A named flow, across its versions.
        kind (str):
        proposal_id (UUID): A version of a flow that an execution proposes.
        version (str):
    """

    execution_id: UUID
    flow_id: UUID
    kind: str
    proposal_id: UUID
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        execution_id = str(self.execution_id)

        flow_id = str(self.flow_id)

        kind = self.kind

        proposal_id = str(self.proposal_id)

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "execution_id": execution_id,
                "flow_id": flow_id,
                "kind": kind,
                "proposal_id": proposal_id,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        execution_id = UUID(d.pop("execution_id"))

        flow_id = UUID(d.pop("flow_id"))

        kind = d.pop("kind")

        proposal_id = UUID(d.pop("proposal_id"))

        version = d.pop("version")

        flow_proposed_data = cls(
            execution_id=execution_id,
            flow_id=flow_id,
            kind=kind,
            proposal_id=proposal_id,
            version=version,
        )

        flow_proposed_data.additional_properties = d
        return flow_proposed_data

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
