from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.missed import Missed, check_missed
from ..models.overlap import Overlap, check_overlap
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execute_options import ExecuteOptions


T = TypeVar("T", bound="SchedulePlan")


@_attrs_define
class SchedulePlan:
    """When which flows are executed by themselves: exactly one of `flow_ids`, `test_session_id` and `tags`.

    Attributes:
        cron (str): Five fields (minute, hour, day of month, month, day of week), or `@hourly`, `@daily`, `@weekly`,
            `@monthly`, `@yearly`.
        name (str): For people.
        active (bool | Unset): `false`: paused. `true` when absent.
        flow_ids (list[UUID] | Unset): Stored flows; the newest version of each must be approved when its time comes.
        missed (Missed | Unset): What happens to ticks that nobody was there to see, by more than a minute.
        options (ExecuteOptions | Unset): How to execute.
        overlap (Overlap | Unset): What happens to a tick while the run of an earlier one goes on.
        tags (list[str] | Unset): Every flow with one of these tags whose newest version is approved then.
        test_session_id (UUID | Unset): Every flow of a test session whose newest version is approved then.
        time_zone (str | Unset): IANA name of the time zone that the pattern means, e.g. `Europe/Berlin`; `UTC` when
            absent.
    """

    cron: str
    name: str
    active: bool | Unset = UNSET
    flow_ids: list[UUID] | Unset = UNSET
    missed: Missed | Unset = UNSET
    options: ExecuteOptions | Unset = UNSET
    overlap: Overlap | Unset = UNSET
    tags: list[str] | Unset = UNSET
    test_session_id: UUID | Unset = UNSET
    time_zone: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        cron = self.cron

        name = self.name

        active = self.active

        flow_ids: list[str] | Unset = UNSET
        if not isinstance(self.flow_ids, Unset):
            flow_ids = []
            for flow_ids_item_data in self.flow_ids:
                flow_ids_item = str(flow_ids_item_data)
                flow_ids.append(flow_ids_item)

        missed: str | Unset = UNSET
        if not isinstance(self.missed, Unset):
            missed = self.missed

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        overlap: str | Unset = UNSET
        if not isinstance(self.overlap, Unset):
            overlap = self.overlap

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        test_session_id: str | Unset = UNSET
        if not isinstance(self.test_session_id, Unset):
            test_session_id = str(self.test_session_id)

        time_zone = self.time_zone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "cron": cron,
                "name": name,
            }
        )
        if active is not UNSET:
            field_dict["active"] = active
        if flow_ids is not UNSET:
            field_dict["flow_ids"] = flow_ids
        if missed is not UNSET:
            field_dict["missed"] = missed
        if options is not UNSET:
            field_dict["options"] = options
        if overlap is not UNSET:
            field_dict["overlap"] = overlap
        if tags is not UNSET:
            field_dict["tags"] = tags
        if test_session_id is not UNSET:
            field_dict["test_session_id"] = test_session_id
        if time_zone is not UNSET:
            field_dict["time_zone"] = time_zone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execute_options import ExecuteOptions  # noqa: PLC0415

        d = dict(src_dict)
        cron = d.pop("cron")

        name = d.pop("name")

        active = d.pop("active", UNSET)

        _flow_ids = d.pop("flow_ids", UNSET)
        flow_ids: list[UUID] | Unset = UNSET
        if _flow_ids is not UNSET:
            flow_ids = []
            for flow_ids_item_data in _flow_ids:
                flow_ids_item = UUID(flow_ids_item_data)

                flow_ids.append(flow_ids_item)

        _missed = d.pop("missed", UNSET)
        missed: Missed | Unset
        if isinstance(_missed, Unset):
            missed = UNSET
        else:
            missed = check_missed(_missed)

        _options = d.pop("options", UNSET)
        options: ExecuteOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = ExecuteOptions.from_dict(_options)

        _overlap = d.pop("overlap", UNSET)
        overlap: Overlap | Unset
        if isinstance(_overlap, Unset):
            overlap = UNSET
        else:
            overlap = check_overlap(_overlap)

        tags = cast(list[str], d.pop("tags", UNSET))

        _test_session_id = d.pop("test_session_id", UNSET)
        test_session_id: UUID | Unset
        if isinstance(_test_session_id, Unset):
            test_session_id = UNSET
        else:
            test_session_id = UUID(_test_session_id)

        time_zone = d.pop("time_zone", UNSET)

        schedule_plan = cls(
            cron=cron,
            name=name,
            active=active,
            flow_ids=flow_ids,
            missed=missed,
            options=options,
            overlap=overlap,
            tags=tags,
            test_session_id=test_session_id,
            time_zone=time_zone,
        )

        return schedule_plan
