from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RoundTrip")


@_attrs_define
class RoundTrip:
    """The outcome of a no-op job that went through the real queue.

    Attributes:
        message (str):
        ok (bool):
        postgres_ms (float): One statement in the database, in milliseconds.
        queue_round_trip_ms (float): From the ring until a worker had answered, in milliseconds.
        redis_ms (float): One command in Redis, in milliseconds.
        service (str):
        timestamp (datetime.datetime):
        version (str):
        workers (int):
    """

    message: str
    ok: bool
    postgres_ms: float
    queue_round_trip_ms: float
    redis_ms: float
    service: str
    timestamp: datetime.datetime
    version: str
    workers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        ok = self.ok

        postgres_ms = self.postgres_ms

        queue_round_trip_ms = self.queue_round_trip_ms

        redis_ms = self.redis_ms

        service = self.service

        timestamp = self.timestamp.isoformat()

        version = self.version

        workers = self.workers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "ok": ok,
                "postgres_ms": postgres_ms,
                "queue_round_trip_ms": queue_round_trip_ms,
                "redis_ms": redis_ms,
                "service": service,
                "timestamp": timestamp,
                "version": version,
                "workers": workers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        ok = d.pop("ok")

        postgres_ms = d.pop("postgres_ms")

        queue_round_trip_ms = d.pop("queue_round_trip_ms")

        redis_ms = d.pop("redis_ms")

        service = d.pop("service")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        version = d.pop("version")

        workers = d.pop("workers")

        round_trip = cls(
            message=message,
            ok=ok,
            postgres_ms=postgres_ms,
            queue_round_trip_ms=queue_round_trip_ms,
            redis_ms=redis_ms,
            service=service,
            timestamp=timestamp,
            version=version,
            workers=workers,
        )

        round_trip.additional_properties = d
        return round_trip

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
