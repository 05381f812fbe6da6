from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Worker")


@_attrs_define
class Worker:
    """One boot of a worker process.

    Attributes:
        browsers (list[str]): The browsers it has: `chromium`, `firefox`.
        busy (int):
        desktop_slots (int): Desktops for agent sessions that it can have at once.
        desktops_open (int): Desktops that it has now.
        drain_requested (bool): An operator asked it to take nothing more.
        heartbeat_at (datetime.datetime):
        id (UUID):
        load (float): The host's load average over one minute.
        memory_mib (int):
        name (str):
        slots (int):
        started_at (datetime.datetime):
        status (str): `active` or `draining`.
        version (str):
    """

    browsers: list[str]
    busy: int
    desktop_slots: int
    desktops_open: int
    drain_requested: bool
    heartbeat_at: datetime.datetime
    id: UUID
    load: float
    memory_mib: int
    name: str
    slots: int
    started_at: datetime.datetime
    status: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browsers = self.browsers

        busy = self.busy

        desktop_slots = self.desktop_slots

        desktops_open = self.desktops_open

        drain_requested = self.drain_requested

        heartbeat_at = self.heartbeat_at.isoformat()

        id = str(self.id)

        load = self.load

        memory_mib = self.memory_mib

        name = self.name

        slots = self.slots

        started_at = self.started_at.isoformat()

        status = self.status

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "browsers": browsers,
                "busy": busy,
                "desktop_slots": desktop_slots,
                "desktops_open": desktops_open,
                "drain_requested": drain_requested,
                "heartbeat_at": heartbeat_at,
                "id": id,
                "load": load,
                "memory_mib": memory_mib,
                "name": name,
                "slots": slots,
                "started_at": started_at,
                "status": status,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        browsers = cast(list[str], d.pop("browsers"))

        busy = d.pop("busy")

        desktop_slots = d.pop("desktop_slots")

        desktops_open = d.pop("desktops_open")

        drain_requested = d.pop("drain_requested")

        heartbeat_at = datetime.datetime.fromisoformat(d.pop("heartbeat_at"))

        id = UUID(d.pop("id"))

        load = d.pop("load")

        memory_mib = d.pop("memory_mib")

        name = d.pop("name")

        slots = d.pop("slots")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        status = d.pop("status")

        version = d.pop("version")

        worker = cls(
            browsers=browsers,
            busy=busy,
            desktop_slots=desktop_slots,
            desktops_open=desktops_open,
            drain_requested=drain_requested,
            heartbeat_at=heartbeat_at,
            id=id,
            load=load,
            memory_mib=memory_mib,
            name=name,
            slots=slots,
            started_at=started_at,
            status=status,
            version=version,
        )

        worker.additional_properties = d
        return worker

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
