from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ScheduleTick")


@_attrs_define
class ScheduleTick:
    """What became of one tick.

    Attributes:
        at (datetime.datetime): When it was seen.
        message (None | str): Why nothing was started.
        outcome (str): `waiting`, `started`, `skipped`, `missed` or `failed`.
        test_run_id (None | UUID):
        tick (datetime.datetime): When it was due.
    """

    at: datetime.datetime
    message: None | str
    outcome: str
    test_run_id: None | UUID
    tick: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        message: None | str
        message = self.message

        outcome = self.outcome

        test_run_id: None | str
        if isinstance(self.test_run_id, UUID):
            test_run_id = str(self.test_run_id)
        else:
            test_run_id = self.test_run_id

        tick = self.tick.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "message": message,
                "outcome": outcome,
                "test_run_id": test_run_id,
                "tick": tick,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        outcome = d.pop("outcome")

        def _parse_test_run_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_run_id_type_0 = UUID(data)

                return test_run_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        test_run_id = _parse_test_run_id(d.pop("test_run_id"))

        tick = datetime.datetime.fromisoformat(d.pop("tick"))

        schedule_tick = cls(
            at=at,
            message=message,
            outcome=outcome,
            test_run_id=test_run_id,
            tick=tick,
        )

        schedule_tick.additional_properties = d
        return schedule_tick

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
