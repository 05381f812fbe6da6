from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.desktop_driver import DesktopDriver, check_desktop_driver

T = TypeVar("T", bound="DesktopControl")


@_attrs_define
class DesktopControl:
    """Who drives the desktop of a session.

    Attributes:
        by (None | str): The person who drives.
        control (DesktopDriver): Who drives.
        desktop_id (None | UUID):
        session_id (UUID):
        until (datetime.datetime | None): When the agent goes on if that person does nothing more.
    """

    by: None | str
    control: DesktopDriver
    desktop_id: None | UUID
    session_id: UUID
    until: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by: None | str
        by = self.by

        control: str = self.control

        desktop_id: None | str
        if isinstance(self.desktop_id, UUID):
            desktop_id = str(self.desktop_id)
        else:
            desktop_id = self.desktop_id

        session_id = str(self.session_id)

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
                "session_id": session_id,
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

        control = check_desktop_driver(d.pop("control"))

        def _parse_desktop_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                desktop_id_type_0 = UUID(data)

                return desktop_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        desktop_id = _parse_desktop_id(d.pop("desktop_id"))

        session_id = UUID(d.pop("session_id"))

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

        desktop_control = cls(
            by=by,
            control=control,
            desktop_id=desktop_id,
            session_id=session_id,
            until=until,
        )

        desktop_control.additional_properties = d
        return desktop_control

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
