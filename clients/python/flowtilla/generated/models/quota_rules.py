from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="QuotaRules")


@_attrs_define
class QuotaRules:
    """How much a project may have; 0: any number.

    Attributes:
        executions_per_day (int | Unset): Executions asked for in a day (UTC).
        queued_executions (int | Unset): Executions that wait at once.
        sessions (int | Unset): Agent sessions that are open at once.
        storage_bytes (int | Unset): Bytes of artifacts above which there are no further executions.
    """

    executions_per_day: int | Unset = UNSET
    queued_executions: int | Unset = UNSET
    sessions: int | Unset = UNSET
    storage_bytes: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        executions_per_day = self.executions_per_day

        queued_executions = self.queued_executions

        sessions = self.sessions

        storage_bytes = self.storage_bytes

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if executions_per_day is not UNSET:
            field_dict["executions_per_day"] = executions_per_day
        if queued_executions is not UNSET:
            field_dict["queued_executions"] = queued_executions
        if sessions is not UNSET:
            field_dict["sessions"] = sessions
        if storage_bytes is not UNSET:
            field_dict["storage_bytes"] = storage_bytes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        executions_per_day = d.pop("executions_per_day", UNSET)

        queued_executions = d.pop("queued_executions", UNSET)

        sessions = d.pop("sessions", UNSET)

        storage_bytes = d.pop("storage_bytes", UNSET)

        quota_rules = cls(
            executions_per_day=executions_per_day,
            queued_executions=queued_executions,
            sessions=sessions,
            storage_bytes=storage_bytes,
        )

        return quota_rules
