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


T = TypeVar("T", bound="MutationScore")


@_attrs_define
class MutationScore:
    """How much of what goes wrong on the site a version of a flow notices.

    Attributes:
        asked_by (str):
        created_at (datetime.datetime):
        finished_at (datetime.datetime | None):
        flow_id (UUID):
        id (UUID):
        message (None | str): Why there is no score, or what to know about it.
        mutants (list[MutantOutcome]): Every mutant that was tried.
        score (float | None): The share of the faults in effect that the flow caught, 0 to 1; absent while there is
            none.
        status (str): `queued`, `running`, `ready`, `failed` or `cancelled`.
        tally (MutationCounts): What the mutants came to.
        topic (str): The stream of its events.
        version (str): Hash of the version: `sha256:…`.
    """

    asked_by: str
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    flow_id: UUID
    id: UUID
    message: None | str
    mutants: list[MutantOutcome]
    score: float | None
    status: str
    tally: MutationCounts
    topic: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asked_by = self.asked_by

        created_at = self.created_at.isoformat()

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        flow_id = str(self.flow_id)

        id = str(self.id)

        message: None | str
        message = self.message

        mutants = []
        for mutants_item_data in self.mutants:
            mutants_item = mutants_item_data.to_dict()
            mutants.append(mutants_item)

        score: float | None
        score = self.score

        status = self.status

        tally = self.tally.to_dict()

        topic = self.topic

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asked_by": asked_by,
                "created_at": created_at,
                "finished_at": finished_at,
                "flow_id": flow_id,
                "id": id,
                "message": message,
                "mutants": mutants,
                "score": score,
                "status": status,
                "tally": tally,
                "topic": topic,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mutant_outcome import MutantOutcome  # noqa: PLC0415
        from ..models.mutation_counts import MutationCounts  # noqa: PLC0415

        d = dict(src_dict)
        asked_by = d.pop("asked_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

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

        flow_id = UUID(d.pop("flow_id"))

        id = UUID(d.pop("id"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        mutants = []
        _mutants = d.pop("mutants")
        for mutants_item_data in _mutants:
            mutants_item = MutantOutcome.from_dict(mutants_item_data)

            mutants.append(mutants_item)

        def _parse_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        score = _parse_score(d.pop("score"))

        status = d.pop("status")

        tally = MutationCounts.from_dict(d.pop("tally"))

        topic = d.pop("topic")

        version = d.pop("version")

        mutation_score = cls(
            asked_by=asked_by,
            created_at=created_at,
            finished_at=finished_at,
            flow_id=flow_id,
            id=id,
            message=message,
            mutants=mutants,
            score=score,
            status=status,
            tally=tally,
            topic=topic,
            version=version,
        )

        mutation_score.additional_properties = d
        return mutation_score

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
