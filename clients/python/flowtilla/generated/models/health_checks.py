from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.part_health import PartHealth
    from ..models.queue_health import QueueHealth
    from ..models.workers_health import WorkersHealth


T = TypeVar("T", bound="HealthChecks")


@_attrs_define
class HealthChecks:
    """The parts behind the server.

    Attributes:
        postgres (PartHealth): How one part is.
        queue (QueueHealth): The work that waits.
        redis (PartHealth): How one part is.
        storage (PartHealth): How one part is.
        workers (WorkersHealth): The workers as a whole.
    """

    postgres: PartHealth
    queue: QueueHealth
    redis: PartHealth
    storage: PartHealth
    workers: WorkersHealth
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        postgres = self.postgres.to_dict()

        queue = self.queue.to_dict()

        redis = self.redis.to_dict()

        storage = self.storage.to_dict()

        workers = self.workers.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "postgres": postgres,
                "queue": queue,
                "redis": redis,
                "storage": storage,
                "workers": workers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.part_health import PartHealth  # noqa: PLC0415
        from ..models.queue_health import QueueHealth  # noqa: PLC0415
        from ..models.workers_health import WorkersHealth  # noqa: PLC0415

        d = dict(src_dict)
        postgres = PartHealth.from_dict(d.pop("postgres"))

        queue = QueueHealth.from_dict(d.pop("queue"))

        redis = PartHealth.from_dict(d.pop("redis"))

        storage = PartHealth.from_dict(d.pop("storage"))

        workers = WorkersHealth.from_dict(d.pop("workers"))

        health_checks = cls(
            postgres=postgres,
            queue=queue,
            redis=redis,
            storage=storage,
            workers=workers,
        )

        health_checks.additional_properties = d
        return health_checks

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
