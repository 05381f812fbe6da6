from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.control import Control, check_control

T = TypeVar("T", bound="DesktopControlData")


@_attrs_define
class DesktopControlData:
    """
    Attributes:
        by (None | str): Who took it or handed it back; absent when the person's time was up.
        control (Control): Who moves the mouse of a desktop.
        desktop_id (UUID): One desktop that an agent session has had.
        note (None | str): What the person tells the agent.
        until (datetime.datetime | None):
    """

    by: None | str
    control: Control
    desktop_id: UUID
    note: None | str
    until: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by: None | str
        by = self.by

        control: str = self.control

        desktop_id = str(self.desktop_id)

        note: None | str
        note = self.note

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by": by,
                "control": control,
                "desktop_id": desktop_id,
                "note": note,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        by = _parse_by(d.pop("by"))

        control = check_control(d.pop("control"))

        desktop_id = UUID(d.pop("desktop_id"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        desktop_control_data = cls(
            by=by,
            control=control,
            desktop_id=desktop_id,
            note=note,
            until=until,
        )

        desktop_control_data.additional_properties = d
        return desktop_control_data

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
