from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.control import Control, check_control
from ..models.desktop_status import DesktopStatus, check_desktop_status

T = TypeVar("T", bound="AgentDesktop")


@_attrs_define
class AgentDesktop:
    """The last desktop of a session.

    Attributes:
        closed_at (datetime.datetime | None):
        control (Control): Who moves the mouse of a desktop.
        control_by (None | str):
        height (int):
        id (None | UUID): null before the first one.
        message (None | str):
        opened_at (datetime.datetime | None):
        status (DesktopStatus): Where the desktop of a session stands.
            - `starting`
            - `open`
            - `closed`: Ended in order; what was in its home is kept.
            - `lost`: Its worker died, and it with it.
            - `failed`: It did not start.
        width (int): Pixels.
    """

    closed_at: datetime.datetime | None
    control: Control
    control_by: None | str
    height: int
    id: None | UUID
    message: None | str
    opened_at: datetime.datetime | None
    status: DesktopStatus
    width: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        control: str = self.control

        control_by: None | str
        control_by = self.control_by

        height = self.height

        id: None | str
        if isinstance(self.id, UUID):
            id = str(self.id)
        else:
            id = self.id

        message: None | str
        message = self.message

        opened_at: None | str
        if isinstance(self.opened_at, datetime.datetime):
            opened_at = self.opened_at.isoformat()
        else:
            opened_at = self.opened_at

        status: str = self.status

        width = self.width

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closed_at": closed_at,
                "control": control,
                "control_by": control_by,
                "height": height,
                "id": id,
                "message": message,
                "opened_at": opened_at,
                "status": status,
                "width": width,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        control = check_control(d.pop("control"))

        def _parse_control_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        control_by = _parse_control_by(d.pop("control_by"))

        height = d.pop("height")

        def _parse_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                id_type_0 = UUID(data)

                return id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        id = _parse_id(d.pop("id"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        def _parse_opened_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_at_type_0 = datetime.datetime.fromisoformat(data)

                return opened_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        opened_at = _parse_opened_at(d.pop("opened_at"))

        status = check_desktop_status(d.pop("status"))

        width = d.pop("width")

        agent_desktop = cls(
            closed_at=closed_at,
            control=control,
            control_by=control_by,
            height=height,
            id=id,
            message=message,
            opened_at=opened_at,
            status=status,
            width=width,
        )

        agent_desktop.additional_properties = d
        return agent_desktop

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
