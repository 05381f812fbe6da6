from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MutationProgressData")


@_attrs_define
class MutationProgressData:
    """
    Attributes:
        done (int):
        message (str):
        mutation_score_id (UUID): One measurement of a version's mutation score.
        phase (str):
        test_run_id (None | UUID): One request to execute flows.
        total (int):
    """

    done: int
    message: str
    mutation_score_id: UUID
    phase: str
    test_run_id: None | UUID
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        done = self.done

        message = self.message

        mutation_score_id = str(self.mutation_score_id)

        phase = self.phase

        test_run_id: None | str
        if isinstance(self.test_run_id, UUID):
            test_run_id = str(self.test_run_id)
        else:
            test_run_id = self.test_run_id

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "done": done,
                "message": message,
                "mutation_score_id": mutation_score_id,
                "phase": phase,
                "test_run_id": test_run_id,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        done = d.pop("done")

        message = d.pop("message")

        mutation_score_id = UUID(d.pop("mutation_score_id"))

        phase = d.pop("phase")

        def _parse_test_run_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_run_id_type_0 = UUID(data)

                return test_run_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        test_run_id = _parse_test_run_id(d.pop("test_run_id"))

        total = d.pop("total")

        mutation_progress_data = cls(
            done=done,
            message=message,
            mutation_score_id=mutation_score_id,
            phase=phase,
            test_run_id=test_run_id,
            total=total,
        )

        mutation_progress_data.additional_properties = d
        return mutation_progress_data

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
