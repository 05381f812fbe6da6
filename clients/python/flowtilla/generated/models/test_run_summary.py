from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.priority import Priority, check_priority
from ..models.status import Status, check_status

if TYPE_CHECKING:
    from ..models.counts import Counts


T = TypeVar("T", bound="TestRunSummary")


@_attrs_define
class TestRunSummary:
    """A test run without its executions.

    Attributes:
        cancel_requested (bool): Somebody asked for its end.
        counts (Counts): How many executions of a run are in each status.
        created_at (datetime.datetime):
        finished_at (datetime.datetime | None):
        id (UUID):
        name (None | str): What its first flow is called.
        not_before (datetime.datetime):
        priority (Priority): The order in which queued executions are claimed.
        rerun_of (None | UUID): The run that this one repeats.
        started_at (datetime.datetime | None):
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        test_session_id (None | UUID):
    """

    cancel_requested: bool
    counts: Counts
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    id: UUID
    name: None | str
    not_before: datetime.datetime
    priority: Priority
    rerun_of: None | UUID
    started_at: datetime.datetime | None
    status: Status
    test_session_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cancel_requested = self.cancel_requested

        counts = self.counts.to_dict()

        created_at = self.created_at.isoformat()

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        id = str(self.id)

        name: None | str
        name = self.name

        not_before = self.not_before.isoformat()

        priority: str = self.priority

        rerun_of: None | str
        if isinstance(self.rerun_of, UUID):
            rerun_of = str(self.rerun_of)
        else:
            rerun_of = self.rerun_of

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        status: str = self.status

        test_session_id: None | str
        if isinstance(self.test_session_id, UUID):
            test_session_id = str(self.test_session_id)
        else:
            test_session_id = self.test_session_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cancel_requested": cancel_requested,
                "counts": counts,
                "created_at": created_at,
                "finished_at": finished_at,
                "id": id,
                "name": name,
                "not_before": not_before,
                "priority": priority,
                "rerun_of": rerun_of,
                "started_at": started_at,
                "status": status,
                "test_session_id": test_session_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counts import Counts  # noqa: PLC0415

        d = dict(src_dict)
        cancel_requested = d.pop("cancel_requested")

        counts = Counts.from_dict(d.pop("counts"))

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

        id = UUID(d.pop("id"))

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        not_before = datetime.datetime.fromisoformat(d.pop("not_before"))

        priority = check_priority(d.pop("priority"))

        def _parse_rerun_of(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rerun_of_type_0 = UUID(data)

                return rerun_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        rerun_of = _parse_rerun_of(d.pop("rerun_of"))

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

        def _parse_test_session_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_session_id_type_0 = UUID(data)

                return test_session_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        test_session_id = _parse_test_session_id(d.pop("test_session_id"))

        test_run_summary = cls(
            cancel_requested=cancel_requested,
            counts=counts,
            created_at=created_at,
            finished_at=finished_at,
            id=id,
            name=name,
            not_before=not_before,
            priority=priority,
            rerun_of=rerun_of,
            started_at=started_at,
            status=status,
            test_session_id=test_session_id,
        )

        test_run_summary.additional_properties = d
        return test_run_summary

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
