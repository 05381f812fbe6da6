from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status import Status, check_status

if TYPE_CHECKING:
    from ..models.accepted_execution import AcceptedExecution


T = TypeVar("T", bound="AcceptedRun")


@_attrs_define
class AcceptedRun:
    """A run that was accepted.

    Attributes:
        executions (list[AcceptedExecution]):
        replayed (bool): The same request, by its `Idempotency-Key`, had been accepted before.
        skipped_flow_ids (list[UUID]): Flows of the test session that were left out because they are not approved.
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        test_run_id (UUID):
    """

    executions: list[AcceptedExecution]
    replayed: bool
    skipped_flow_ids: list[UUID]
    status: Status
    test_run_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        executions = []
        for executions_item_data in self.executions:
            executions_item = executions_item_data.to_dict()
            executions.append(executions_item)

        replayed = self.replayed

        skipped_flow_ids = []
        for skipped_flow_ids_item_data in self.skipped_flow_ids:
            skipped_flow_ids_item = str(skipped_flow_ids_item_data)
            skipped_flow_ids.append(skipped_flow_ids_item)

        status: str = self.status

        test_run_id = str(self.test_run_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "executions": executions,
                "replayed": replayed,
                "skipped_flow_ids": skipped_flow_ids,
                "status": status,
                "test_run_id": test_run_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.accepted_execution import AcceptedExecution  # noqa: PLC0415

        d = dict(src_dict)
        executions = []
        _executions = d.pop("executions")
        for executions_item_data in _executions:
            executions_item = AcceptedExecution.from_dict(executions_item_data)

            executions.append(executions_item)

        replayed = d.pop("replayed")

        skipped_flow_ids = []
        _skipped_flow_ids = d.pop("skipped_flow_ids")
        for skipped_flow_ids_item_data in _skipped_flow_ids:
            skipped_flow_ids_item = UUID(skipped_flow_ids_item_data)

            skipped_flow_ids.append(skipped_flow_ids_item)

        status = check_status(d.pop("status"))

        test_run_id = UUID(d.pop("test_run_id"))

        accepted_run = cls(
            executions=executions,
            replayed=replayed,
            skipped_flow_ids=skipped_flow_ids,
            status=status,
            test_run_id=test_run_id,
        )

        accepted_run.additional_properties = d
        return accepted_run

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
