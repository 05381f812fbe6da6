from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MutationQueuedData")


@_attrs_define
class MutationQueuedData:
    """
    Attributes:
        flow_id (UUID): A named flow, across its versions.
        mutation_score_id (UUID): One measurement of a version's mutation score.
        version (str):
    """

    flow_id: UUID
    mutation_score_id: UUID
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        flow_id = str(self.flow_id)

        mutation_score_id = str(self.mutation_score_id)

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "flow_id": flow_id,
                "mutation_score_id": mutation_score_id,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        flow_id = UUID(d.pop("flow_id"))

        mutation_score_id = UUID(d.pop("mutation_score_id"))

        version = d.pop("version")

        mutation_queued_data = cls(
            flow_id=flow_id,
            mutation_score_id=mutation_score_id,
            version=version,
        )

        mutation_queued_data.additional_properties = d
        return mutation_queued_data

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
