from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WorkersHealth")


@_attrs_define
class WorkersHealth:
    """The workers as a whole.

    Attributes:
        busy (int):
        count (int):
        slots (int):
        status (str): `ok`, `none` or `unknown`.
    """

    busy: int
    count: int
    slots: int
    status: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        busy = self.busy

        count = self.count

        slots = self.slots

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "busy": busy,
                "count": count,
                "slots": slots,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        busy = d.pop("busy")

        count = d.pop("count")

        slots = d.pop("slots")

        status = d.pop("status")

        workers_health = cls(
            busy=busy,
            count=count,
            slots=slots,
            status=status,
        )

        workers_health.additional_properties = d
        return workers_health

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
