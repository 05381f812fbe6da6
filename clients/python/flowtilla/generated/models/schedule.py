from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.schedule_options import ScheduleOptions


T = TypeVar("T", bound="Schedule")


@_attrs_define
class Schedule:
    """A schedule.

    Attributes:
        active (bool): Whether it is not paused.
        created_at (datetime.datetime):
        created_by (str): Who made it.
        cron (str):
        flow_ids (list[UUID] | None):
        id (UUID):
        last_tick (datetime.datetime | None): The last tick that came.
        missed (str):
        name (str):
        next_ticks (list[datetime.datetime]): The next five ticks; none while it is paused.
        options (ScheduleOptions): Values of `env` are left out.
        overlap (str):
        tags (list[str] | None):
        test_session_id (None | UUID):
        time_zone (str):
        updated_at (datetime.datetime):
    """

    active: bool
    created_at: datetime.datetime
    created_by: str
    cron: str
    flow_ids: list[UUID] | None
    id: UUID
    last_tick: datetime.datetime | None
    missed: str
    name: str
    next_ticks: list[datetime.datetime]
    options: ScheduleOptions
    overlap: str
    tags: list[str] | None
    test_session_id: None | UUID
    time_zone: str
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        cron = self.cron

        flow_ids: list[str] | None
        if isinstance(self.flow_ids, list):
            flow_ids = []
            for flow_ids_type_0_item_data in self.flow_ids:
                flow_ids_type_0_item = str(flow_ids_type_0_item_data)
                flow_ids.append(flow_ids_type_0_item)

        else:
            flow_ids = self.flow_ids

        id = str(self.id)

        last_tick: None | str
        if isinstance(self.last_tick, datetime.datetime):
            last_tick = self.last_tick.isoformat()
        else:
            last_tick = self.last_tick

        missed = self.missed

        name = self.name

        next_ticks = []
        for next_ticks_item_data in self.next_ticks:
            next_ticks_item = next_ticks_item_data.isoformat()
            next_ticks.append(next_ticks_item)

        options = self.options.to_dict()

        overlap = self.overlap

        tags: list[str] | None
        if isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        test_session_id: None | str
        if isinstance(self.test_session_id, UUID):
            test_session_id = str(self.test_session_id)
        else:
            test_session_id = self.test_session_id

        time_zone = self.time_zone

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "created_at": created_at,
                "created_by": created_by,
                "cron": cron,
                "flow_ids": flow_ids,
                "id": id,
                "last_tick": last_tick,
                "missed": missed,
                "name": name,
                "next_ticks": next_ticks,
                "options": options,
                "overlap": overlap,
                "tags": tags,
                "test_session_id": test_session_id,
                "time_zone": time_zone,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.schedule_options import ScheduleOptions  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        cron = d.pop("cron")

        def _parse_flow_ids(data: object) -> list[UUID] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                flow_ids_type_0 = []
                _flow_ids_type_0 = data
                for flow_ids_type_0_item_data in _flow_ids_type_0:
                    flow_ids_type_0_item = UUID(flow_ids_type_0_item_data)

                    flow_ids_type_0.append(flow_ids_type_0_item)

                return flow_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None, data)

        flow_ids = _parse_flow_ids(d.pop("flow_ids"))

        id = UUID(d.pop("id"))

        def _parse_last_tick(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_tick_type_0 = datetime.datetime.fromisoformat(data)

                return last_tick_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_tick = _parse_last_tick(d.pop("last_tick"))

        missed = d.pop("missed")

        name = d.pop("name")

        next_ticks = []
        _next_ticks = d.pop("next_ticks")
        for next_ticks_item_data in _next_ticks:
            next_ticks_item = datetime.datetime.fromisoformat(next_ticks_item_data)

            next_ticks.append(next_ticks_item)

        options = ScheduleOptions.from_dict(d.pop("options"))

        overlap = d.pop("overlap")

        def _parse_tags(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        tags = _parse_tags(d.pop("tags"))

        def _parse_test_session_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_session_id_type_0 = UUID(data)

                return test_session_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        test_session_id = _parse_test_session_id(d.pop("test_session_id"))

        time_zone = d.pop("time_zone")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        schedule = cls(
            active=active,
            created_at=created_at,
            created_by=created_by,
            cron=cron,
            flow_ids=flow_ids,
            id=id,
            last_tick=last_tick,
            missed=missed,
            name=name,
            next_ticks=next_ticks,
            options=options,
            overlap=overlap,
            tags=tags,
            test_session_id=test_session_id,
            time_zone=time_zone,
            updated_at=updated_at,
        )

        schedule.additional_properties = d
        return schedule

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
