from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.health_checks import HealthChecks
    from ..models.sandbox_health import SandboxHealth


T = TypeVar("T", bound="Health")


@_attrs_define
class Health:
    """How the server and the parts behind it are.

    Attributes:
        checks (HealthChecks): The parts behind the server.
        sandbox (SandboxHealth): How the desktops of agent sessions are kept apart from the machines of the workers.
        service (str):
        status (str): `ok`, `degraded` (accepts work, but it waits) or `down`.
        timestamp (datetime.datetime):
        uptime_seconds (int):
        version (str):
    """

    checks: HealthChecks
    sandbox: SandboxHealth
    service: str
    status: str
    timestamp: datetime.datetime
    uptime_seconds: int
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        checks = self.checks.to_dict()

        sandbox = self.sandbox.to_dict()

        service = self.service

        status = self.status

        timestamp = self.timestamp.isoformat()

        uptime_seconds = self.uptime_seconds

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "checks": checks,
                "sandbox": sandbox,
                "service": service,
                "status": status,
                "timestamp": timestamp,
                "uptime_seconds": uptime_seconds,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.health_checks import HealthChecks  # noqa: PLC0415
        from ..models.sandbox_health import SandboxHealth  # noqa: PLC0415

        d = dict(src_dict)
        checks = HealthChecks.from_dict(d.pop("checks"))

        sandbox = SandboxHealth.from_dict(d.pop("sandbox"))

        service = d.pop("service")

        status = d.pop("status")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        uptime_seconds = d.pop("uptime_seconds")

        version = d.pop("version")

        health = cls(
            checks=checks,
            sandbox=sandbox,
            service=service,
            status=status,
            timestamp=timestamp,
            uptime_seconds=uptime_seconds,
            version=version,
        )

        health.additional_properties = d
        return health

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
