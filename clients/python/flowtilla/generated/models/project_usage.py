from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ProjectUsage")


@_attrs_define
class ProjectUsage:
    """What a project takes up.

    Attributes:
        artifact_bytes (int):
        artifacts (int):
        counted_at (datetime.datetime | None): When artifacts were last counted; null: not yet.
        executions_today (int): Executions asked for since midnight (UTC).
        queued_executions (int): Executions that wait now.
        sessions (int): Agent sessions that are not closed.
    """

    artifact_bytes: int
    artifacts: int
    counted_at: datetime.datetime | None
    executions_today: int
    queued_executions: int
    sessions: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_bytes = self.artifact_bytes

        artifacts = self.artifacts

        counted_at: None | str
        if isinstance(self.counted_at, datetime.datetime):
            counted_at = self.counted_at.isoformat()
        else:
            counted_at = self.counted_at

        executions_today = self.executions_today

        queued_executions = self.queued_executions

        sessions = self.sessions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_bytes": artifact_bytes,
                "artifacts": artifacts,
                "counted_at": counted_at,
                "executions_today": executions_today,
                "queued_executions": queued_executions,
                "sessions": sessions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifact_bytes = d.pop("artifact_bytes")

        artifacts = d.pop("artifacts")

        def _parse_counted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                counted_at_type_0 = datetime.datetime.fromisoformat(data)

                return counted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        counted_at = _parse_counted_at(d.pop("counted_at"))

        executions_today = d.pop("executions_today")

        queued_executions = d.pop("queued_executions")

        sessions = d.pop("sessions")

        project_usage = cls(
            artifact_bytes=artifact_bytes,
            artifacts=artifacts,
            counted_at=counted_at,
            executions_today=executions_today,
            queued_executions=queued_executions,
            sessions=sessions,
        )

        project_usage.additional_properties = d
        return project_usage

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
