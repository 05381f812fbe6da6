from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Counts")


@_attrs_define
class Counts:
    """How many executions of a run are in each status.

    Attributes:
        cancelled (int):
        errored (int):
        failed (int):
        passed (int):
        queued (int):
        running (int):
        waiting (int):
    """

    cancelled: int
    errored: int
    failed: int
    passed: int
    queued: int
    running: int
    waiting: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cancelled = self.cancelled

        errored = self.errored

        failed = self.failed

        passed = self.passed

        queued = self.queued

        running = self.running

        waiting = self.waiting

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cancelled": cancelled,
                "errored": errored,
                "failed": failed,
                "passed": passed,
                "queued": queued,
                "running": running,
                "waiting": waiting,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cancelled = d.pop("cancelled")

        errored = d.pop("errored")

        failed = d.pop("failed")

        passed = d.pop("passed")

        queued = d.pop("queued")

        running = d.pop("running")

        waiting = d.pop("waiting")

        counts = cls(
            cancelled=cancelled,
            errored=errored,
            failed=failed,
            passed=passed,
            queued=queued,
            running=running,
            waiting=waiting,
        )

        counts.additional_properties = d
        return counts

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
