from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SandboxHealth")


@_attrs_define
class SandboxHealth:
    """How the desktops of agent sessions are kept apart from the machines of the workers.

    Attributes:
        levels (list[str]): The levels that the workers found at start: `bwrap` (namespaces by bubblewrap), `none` (no
            desktop, no shell).
        missing (list[str]): What stands in the way on the others.
        status (str): `ok`, `none` (no worker can have desktops; sessions wait) or `unknown`.
        workers (int): Workers that can have desktops.
    """

    levels: list[str]
    missing: list[str]
    status: str
    workers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        levels = self.levels

        missing = self.missing

        status = self.status

        workers = self.workers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "levels": levels,
                "missing": missing,
                "status": status,
                "workers": workers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        levels = cast(list[str], d.pop("levels"))

        missing = cast(list[str], d.pop("missing"))

        status = d.pop("status")

        workers = d.pop("workers")

        sandbox_health = cls(
            levels=levels,
            missing=missing,
            status=status,
            workers=workers,
        )

        sandbox_health.additional_properties = d
        return sandbox_health

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
