from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.proof_status import ProofStatus, check_proof_status

T = TypeVar("T", bound="HealingProof")


@_attrs_define
class HealingProof:
    """Whether a healed version still notices the faults that the version before it noticed.

    Attributes:
        before (int): Faults that the version before it caught.
        caught (int): How many of them it catches.
        message (None | str):
        missed (list[str]): Those that it misses.
        status (ProofStatus): How the proof of a healed version stands.
        unclear (list[str]): Those of which nobody can say.
    """

    before: int
    caught: int
    message: None | str
    missed: list[str]
    status: ProofStatus
    unclear: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        before = self.before

        caught = self.caught

        message: None | str
        message = self.message

        missed = self.missed

        status: str = self.status

        unclear = self.unclear

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "before": before,
                "caught": caught,
                "message": message,
                "missed": missed,
                "status": status,
                "unclear": unclear,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        before = d.pop("before")

        caught = d.pop("caught")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        missed = cast(list[str], d.pop("missed"))

        status = check_proof_status(d.pop("status"))

        unclear = cast(list[str], d.pop("unclear"))

        healing_proof = cls(
            before=before,
            caught=caught,
            message=message,
            missed=missed,
            status=status,
            unclear=unclear,
        )

        healing_proof.additional_properties = d
        return healing_proof

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
