from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.mutant_outcome import MutantOutcome
    from ..models.mutation_counts import MutationCounts


T = TypeVar("T", bound="MutationSummary")


@_attrs_define
class MutationSummary:
    """The newest score of a version, in short.

    Attributes:
        finished_at (datetime.datetime | None):
        id (UUID):
        missed (list[MutantOutcome]): What the flow did not notice, and what would.
        score (float | None):
        tally (MutationCounts): What the mutants came to.
    """

    finished_at: datetime.datetime | None
    id: UUID
    missed: list[MutantOutcome]
    score: float | None
    tally: MutationCounts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        id = str(self.id)

        missed = []
        for missed_item_data in self.missed:
            missed_item = missed_item_data.to_dict()
            missed.append(missed_item)

        score: float | None
        score = self.score

        tally = self.tally.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "finished_at": finished_at,
                "id": id,
                "missed": missed,
                "score": score,
                "tally": tally,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mutant_outcome import MutantOutcome  # noqa: PLC0415
        from ..models.mutation_counts import MutationCounts  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        id = UUID(d.pop("id"))

        missed = []
        _missed = d.pop("missed")
        for missed_item_data in _missed:
            missed_item = MutantOutcome.from_dict(missed_item_data)

            missed.append(missed_item)

        def _parse_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        score = _parse_score(d.pop("score"))

        tally = MutationCounts.from_dict(d.pop("tally"))

        mutation_summary = cls(
            finished_at=finished_at,
            id=id,
            missed=missed,
            score=score,
            tally=tally,
        )

        mutation_summary.additional_properties = d
        return mutation_summary

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
