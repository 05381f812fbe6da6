from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QueueHealth")


@_attrs_define
class QueueHealth:
    """The work that waits.

    Attributes:
        delayed (int):
        oldest_age_seconds (float): Age of the oldest execution that is due, in seconds.
        pending (int):
        running (int):
        status (str): `ok` or `unknown`.
    """

    delayed: int
    oldest_age_seconds: float
    pending: int
    running: int
    status: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delayed = self.delayed

        oldest_age_seconds = self.oldest_age_seconds

        pending = self.pending

        running = self.running

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delayed": delayed,
                "oldest_age_seconds": oldest_age_seconds,
                "pending": pending,
                "running": running,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        delayed = d.pop("delayed")

        oldest_age_seconds = d.pop("oldest_age_seconds")

        pending = d.pop("pending")

        running = d.pop("running")

        status = d.pop("status")

        queue_health = cls(
            delayed=delayed,
            oldest_age_seconds=oldest_age_seconds,
            pending=pending,
            running=running,
            status=status,
        )

        queue_health.additional_properties = d
        return queue_health

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
