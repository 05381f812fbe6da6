from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SchedulePreview")


@_attrs_define
class SchedulePreview:
    """When a pattern comes next.

    Attributes:
        next_ticks (list[datetime.datetime]): The next five; none when something is wrong.
        problem (None | str): What is wrong with the pattern or the time zone.
    """

    next_ticks: list[datetime.datetime]
    problem: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        next_ticks = []
        for next_ticks_item_data in self.next_ticks:
            next_ticks_item = next_ticks_item_data.isoformat()
            next_ticks.append(next_ticks_item)

        problem: None | str
        problem = self.problem

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "next_ticks": next_ticks,
                "problem": problem,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        next_ticks = []
        _next_ticks = d.pop("next_ticks")
        for next_ticks_item_data in _next_ticks:
            next_ticks_item = datetime.datetime.fromisoformat(next_ticks_item_data)

            next_ticks.append(next_ticks_item)

        def _parse_problem(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        problem = _parse_problem(d.pop("problem"))

        schedule_preview = cls(
            next_ticks=next_ticks,
            problem=problem,
        )

        schedule_preview.additional_properties = d
        return schedule_preview

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
