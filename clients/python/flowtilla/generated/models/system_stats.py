from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.counts import Counts


T = TypeVar("T", bound="SystemStats")


@_attrs_define
class SystemStats:
    """Figures about a project and the fleet.

    Attributes:
        artifact_bytes (int):
        artifacts (int):
        browser_sessions_open (int):
        executions (Counts): How many executions of a run are in each status.
        finished_today (int): Executions that ended in the last 24 hours.
        flows (int):
        mean_duration_ms (float): Mean wall time of those in milliseconds.
        slots (int):
        slots_busy (int):
        test_runs (int):
        test_sessions (int):
        timestamp (datetime.datetime):
        workers (int):
    """

    artifact_bytes: int
    artifacts: int
    browser_sessions_open: int
    executions: Counts
    finished_today: int
    flows: int
    mean_duration_ms: float
    slots: int
    slots_busy: int
    test_runs: int
    test_sessions: int
    timestamp: datetime.datetime
    workers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_bytes = self.artifact_bytes

        artifacts = self.artifacts

        browser_sessions_open = self.browser_sessions_open

        executions = self.executions.to_dict()

        finished_today = self.finished_today

        flows = self.flows

        mean_duration_ms = self.mean_duration_ms

        slots = self.slots

        slots_busy = self.slots_busy

        test_runs = self.test_runs

        test_sessions = self.test_sessions

        timestamp = self.timestamp.isoformat()

        workers = self.workers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_bytes": artifact_bytes,
                "artifacts": artifacts,
                "browser_sessions_open": browser_sessions_open,
                "executions": executions,
                "finished_today": finished_today,
                "flows": flows,
                "mean_duration_ms": mean_duration_ms,
                "slots": slots,
                "slots_busy": slots_busy,
                "test_runs": test_runs,
                "test_sessions": test_sessions,
                "timestamp": timestamp,
                "workers": workers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counts import Counts  # noqa: PLC0415

        d = dict(src_dict)
        artifact_bytes = d.pop("artifact_bytes")

        artifacts = d.pop("artifacts")

        browser_sessions_open = d.pop("browser_sessions_open")

        executions = Counts.from_dict(d.pop("executions"))

        finished_today = d.pop("finished_today")

        flows = d.pop("flows")

        mean_duration_ms = d.pop("mean_duration_ms")

        slots = d.pop("slots")

        slots_busy = d.pop("slots_busy")

        test_runs = d.pop("test_runs")

        test_sessions = d.pop("test_sessions")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        workers = d.pop("workers")

        system_stats = cls(
            artifact_bytes=artifact_bytes,
            artifacts=artifacts,
            browser_sessions_open=browser_sessions_open,
            executions=executions,
            finished_today=finished_today,
            flows=flows,
            mean_duration_ms=mean_duration_ms,
            slots=slots,
            slots_busy=slots_busy,
            test_runs=test_runs,
            test_sessions=test_sessions,
            timestamp=timestamp,
            workers=workers,
        )

        system_stats.additional_properties = d
        return system_stats

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
