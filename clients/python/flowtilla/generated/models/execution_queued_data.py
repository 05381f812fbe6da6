from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execution_queued_data_labels import ExecutionQueuedDataLabels


T = TypeVar("T", bound="ExecutionQueuedData")


@_attrs_define
class ExecutionQueuedData:
    """
    Attributes:
        execution_id (UUID): One flow of a test run.
        flow_name (str):
        labels (ExecutionQueuedDataLabels | Unset): Which browser, viewport, row of data or repetition of a matrix it
            is.
    """

    execution_id: UUID
    flow_name: str
    labels: ExecutionQueuedDataLabels | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        execution_id = str(self.execution_id)

        flow_name = self.flow_name

        labels: dict[str, Any] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "execution_id": execution_id,
                "flow_name": flow_name,
            }
        )
        if labels is not UNSET:
            field_dict["labels"] = labels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execution_queued_data_labels import ExecutionQueuedDataLabels  # noqa: PLC0415

        d = dict(src_dict)
        execution_id = UUID(d.pop("execution_id"))

        flow_name = d.pop("flow_name")

        _labels = d.pop("labels", UNSET)
        labels: ExecutionQueuedDataLabels | Unset
        if isinstance(_labels, Unset):
            labels = UNSET
        else:
            labels = ExecutionQueuedDataLabels.from_dict(_labels)

        execution_queued_data = cls(
            execution_id=execution_id,
            flow_name=flow_name,
            labels=labels,
        )

        execution_queued_data.additional_properties = d
        return execution_queued_data

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
