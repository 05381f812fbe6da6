from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reason import Reason, check_reason
from ..models.status import Status, check_status

if TYPE_CHECKING:
    from ..models.execution_summary_labels import ExecutionSummaryLabels


T = TypeVar("T", bound="ExecutionSummary")


@_attrs_define
class ExecutionSummary:
    """One flow of a test run, without steps and artifacts.

    Attributes:
        attempt (int): Number of the attempt, from 1; 0 before the first.
        duration_ms (int | None): Wall time of the last attempt in milliseconds.
        finished_at (datetime.datetime | None):
        flaky (bool): Passed on an attempt after one that had failed.
        flow_id (None | UUID):
        flow_name (str):
        id (UUID):
        labels (ExecutionSummaryLabels): Which browser, viewport, row of data or repetition of a matrix it is.
        message (None | str): One sentence on how it ended, unless it passed.
        queued_at (datetime.datetime):
        reason (None | Reason): Given exactly when it ended `errored`.
        skipped (bool):
        started_at (datetime.datetime | None):
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        test_run_id (UUID):
        worker (None | str):
    """

    attempt: int
    duration_ms: int | None
    finished_at: datetime.datetime | None
    flaky: bool
    flow_id: None | UUID
    flow_name: str
    id: UUID
    labels: ExecutionSummaryLabels
    message: None | str
    queued_at: datetime.datetime
    reason: None | Reason
    skipped: bool
    started_at: datetime.datetime | None
    status: Status
    test_run_id: UUID
    worker: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        duration_ms: int | None
        duration_ms = self.duration_ms

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        flaky = self.flaky

        flow_id: None | str
        if isinstance(self.flow_id, UUID):
            flow_id = str(self.flow_id)
        else:
            flow_id = self.flow_id

        flow_name = self.flow_name

        id = str(self.id)

        labels = self.labels.to_dict()

        message: None | str
        message = self.message

        queued_at = self.queued_at.isoformat()

        reason: None | str
        if isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        skipped = self.skipped

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        status: str = self.status

        test_run_id = str(self.test_run_id)

        worker: None | str
        worker = self.worker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "duration_ms": duration_ms,
                "finished_at": finished_at,
                "flaky": flaky,
                "flow_id": flow_id,
                "flow_name": flow_name,
                "id": id,
                "labels": labels,
                "message": message,
                "queued_at": queued_at,
                "reason": reason,
                "skipped": skipped,
                "started_at": started_at,
                "status": status,
                "test_run_id": test_run_id,
                "worker": worker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execution_summary_labels import ExecutionSummaryLabels  # noqa: PLC0415

        d = dict(src_dict)
        attempt = d.pop("attempt")

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

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

        flaky = d.pop("flaky")

        def _parse_flow_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                flow_id_type_0 = UUID(data)

                return flow_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        flow_id = _parse_flow_id(d.pop("flow_id"))

        flow_name = d.pop("flow_name")

        id = UUID(d.pop("id"))

        labels = ExecutionSummaryLabels.from_dict(d.pop("labels"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        queued_at = datetime.datetime.fromisoformat(d.pop("queued_at"))

        def _parse_reason(data: object) -> None | Reason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = check_reason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Reason, data)

        reason = _parse_reason(d.pop("reason"))

        skipped = d.pop("skipped")

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        status = check_status(d.pop("status"))

        test_run_id = UUID(d.pop("test_run_id"))

        def _parse_worker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        worker = _parse_worker(d.pop("worker"))

        execution_summary = cls(
            attempt=attempt,
            duration_ms=duration_ms,
            finished_at=finished_at,
            flaky=flaky,
            flow_id=flow_id,
            flow_name=flow_name,
            id=id,
            labels=labels,
            message=message,
            queued_at=queued_at,
            reason=reason,
            skipped=skipped,
            started_at=started_at,
            status=status,
            test_run_id=test_run_id,
            worker=worker,
        )

        execution_summary.additional_properties = d
        return execution_summary

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
