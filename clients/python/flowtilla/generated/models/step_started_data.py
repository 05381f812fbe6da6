from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StepStartedData")


@_attrs_define
class StepStartedData:
    """
    Attributes:
        attempt (int):
        execution_id (UUID): One flow of a test run.
        index (int):
        label (None | str):
        path (str):
        step_type (str):
    """

    attempt: int
    execution_id: UUID
    index: int
    label: None | str
    path: str
    step_type: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        execution_id = str(self.execution_id)

        index = self.index

        label: None | str
        label = self.label

        path = self.path

        step_type = self.step_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "execution_id": execution_id,
                "index": index,
                "label": label,
                "path": path,
                "step_type": step_type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        execution_id = UUID(d.pop("execution_id"))

        index = d.pop("index")

        def _parse_label(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        label = _parse_label(d.pop("label"))

        path = d.pop("path")

        step_type = d.pop("step_type")

        step_started_data = cls(
            attempt=attempt,
            execution_id=execution_id,
            index=index,
            label=label,
            path=path,
            step_type=step_type,
        )

        step_started_data.additional_properties = d
        return step_started_data

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
