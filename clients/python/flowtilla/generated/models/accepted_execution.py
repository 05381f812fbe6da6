from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status import Status, check_status

if TYPE_CHECKING:
    from ..models.accepted_execution_labels import AcceptedExecutionLabels


T = TypeVar("T", bound="AcceptedExecution")


@_attrs_define
class AcceptedExecution:
    """An execution that was accepted.

    Attributes:
        flow_index (int): Place of its flow among those asked for, from 0.
        flow_name (str):
        id (UUID):
        labels (AcceptedExecutionLabels): Which browser, viewport, row of data or repetition of the matrix it is.
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
    """

    flow_index: int
    flow_name: str
    id: UUID
    labels: AcceptedExecutionLabels
    status: Status
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        flow_index = self.flow_index

        flow_name = self.flow_name

        id = str(self.id)

        labels = self.labels.to_dict()

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "flow_index": flow_index,
                "flow_name": flow_name,
                "id": id,
                "labels": labels,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.accepted_execution_labels import AcceptedExecutionLabels  # noqa: PLC0415

        d = dict(src_dict)
        flow_index = d.pop("flow_index")

        flow_name = d.pop("flow_name")

        id = UUID(d.pop("id"))

        labels = AcceptedExecutionLabels.from_dict(d.pop("labels"))

        status = check_status(d.pop("status"))

        accepted_execution = cls(
            flow_index=flow_index,
            flow_name=flow_name,
            id=id,
            labels=labels,
            status=status,
        )

        accepted_execution.additional_properties = d
        return accepted_execution

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
