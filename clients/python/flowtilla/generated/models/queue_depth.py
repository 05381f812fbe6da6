from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QueueDepth")


@_attrs_define
class QueueDepth:
    """What waits and what runs.

    Attributes:
        delayed (int): Queued for later: scheduled, or between two attempts.
        oldest_age_seconds (float): Age of the oldest due one in seconds.
        pending (int): Queued and due.
        running (int):
        slots_wanted (int): Slots that would let everything due run at once, for autoscalers.
    """

    delayed: int
    oldest_age_seconds: float
    pending: int
    running: int
    slots_wanted: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delayed = self.delayed

        oldest_age_seconds = self.oldest_age_seconds

        pending = self.pending

        running = self.running

        slots_wanted = self.slots_wanted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delayed": delayed,
                "oldest_age_seconds": oldest_age_seconds,
                "pending": pending,
                "running": running,
                "slots_wanted": slots_wanted,
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

        slots_wanted = d.pop("slots_wanted")

        queue_depth = cls(
            delayed=delayed,
            oldest_age_seconds=oldest_age_seconds,
            pending=pending,
            running=running,
            slots_wanted=slots_wanted,
        )

        queue_depth.additional_properties = d
        return queue_depth

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
