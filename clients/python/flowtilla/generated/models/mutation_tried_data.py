from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.mutant_fate import MutantFate, check_mutant_fate
from ..models.mutant_kind import MutantKind, check_mutant_kind

T = TypeVar("T", bound="MutationTriedData")


@_attrs_define
class MutationTriedData:
    """
    Attributes:
        description (str):
        fate (MutantFate): What became of one mutant.
            - `caught`: The flow did not pass, and the fault had taken effect.
            - `missed`: The flow passed although the fault had taken effect.
            - `not_applicable`: The fault changed nothing.
            - `unclear`: Nobody can say: the flow failed without the fault, or its browser died.
        kind (MutantKind): What is wrong with the site.
        mutation_score_id (UUID): One measurement of a version's mutation score.
    """

    description: str
    fate: MutantFate
    kind: MutantKind
    mutation_score_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        fate: str = self.fate

        kind: str = self.kind

        mutation_score_id = str(self.mutation_score_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "description": description,
                "fate": fate,
                "kind": kind,
                "mutation_score_id": mutation_score_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        description = d.pop("description")

        fate = check_mutant_fate(d.pop("fate"))

        kind = check_mutant_kind(d.pop("kind"))

        mutation_score_id = UUID(d.pop("mutation_score_id"))

        mutation_tried_data = cls(
            description=description,
            fate=fate,
            kind=kind,
            mutation_score_id=mutation_score_id,
        )

        mutation_tried_data.additional_properties = d
        return mutation_tried_data

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
