from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MutationTally")


@_attrs_define
class MutationTally:
    """What a measurement came to.

    Attributes:
        caught (int):
        left_out (int): Mutants that were not tried: the time was up.
        missed (int):
        not_applicable (int):
        unclear (int):
    """

    caught: int
    left_out: int
    missed: int
    not_applicable: int
    unclear: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        caught = self.caught

        left_out = self.left_out

        missed = self.missed

        not_applicable = self.not_applicable

        unclear = self.unclear

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "caught": caught,
                "left_out": left_out,
                "missed": missed,
                "not_applicable": not_applicable,
                "unclear": unclear,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        caught = d.pop("caught")

        left_out = d.pop("left_out")

        missed = d.pop("missed")

        not_applicable = d.pop("not_applicable")

        unclear = d.pop("unclear")

        mutation_tally = cls(
            caught=caught,
            left_out=left_out,
            missed=missed,
            not_applicable=not_applicable,
            unclear=unclear,
        )

        mutation_tally.additional_properties = d
        return mutation_tally

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
