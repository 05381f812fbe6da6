from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.mutation_tally import MutationTally


T = TypeVar("T", bound="MutationFinishedData")


@_attrs_define
class MutationFinishedData:
    """
    Attributes:
        flow_id (UUID): A named flow, across its versions.
        message (None | str):
        mutation_score_id (UUID): One measurement of a version's mutation score.
        score (float | None):
        status (str):
        tally (MutationTally): What a measurement came to.
    """

    flow_id: UUID
    message: None | str
    mutation_score_id: UUID
    score: float | None
    status: str
    tally: MutationTally
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        flow_id = str(self.flow_id)

        message: None | str
        message = self.message

        mutation_score_id = str(self.mutation_score_id)

        score: float | None
        score = self.score

        status = self.status

        tally = self.tally.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "flow_id": flow_id,
                "message": message,
                "mutation_score_id": mutation_score_id,
                "score": score,
                "status": status,
                "tally": tally,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mutation_tally import MutationTally  # noqa: PLC0415

        d = dict(src_dict)
        flow_id = UUID(d.pop("flow_id"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        mutation_score_id = UUID(d.pop("mutation_score_id"))

        def _parse_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        score = _parse_score(d.pop("score"))

        status = d.pop("status")

        tally = MutationTally.from_dict(d.pop("tally"))

        mutation_finished_data = cls(
            flow_id=flow_id,
            message=message,
            mutation_score_id=mutation_score_id,
            score=score,
            status=status,
            tally=tally,
        )

        mutation_finished_data.additional_properties = d
        return mutation_finished_data

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
