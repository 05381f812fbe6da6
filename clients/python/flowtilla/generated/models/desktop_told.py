from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.desktop_status import DesktopStatus, check_desktop_status

T = TypeVar("T", bound="DesktopTold")


@_attrs_define
class DesktopTold:
    """A desktop as the events of its session tell of it.

    Attributes:
        desktop_id (UUID): One desktop that an agent session has had.
        height (int):
        message (None | str):
        status (DesktopStatus): Where the desktop of a session stands.
            - `starting`
            - `open`
            - `closed`: Ended in order; what was in its home is kept.
            - `lost`: Its worker died, and it with it.
            - `failed`: It did not start.
        width (int): Pixels.
        worker (str):
    """

    desktop_id: UUID
    height: int
    message: None | str
    status: DesktopStatus
    width: int
    worker: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        desktop_id = str(self.desktop_id)

        height = self.height

        message: None | str
        message = self.message

        status: str = self.status

        width = self.width

        worker = self.worker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "desktop_id": desktop_id,
                "height": height,
                "message": message,
                "status": status,
                "width": width,
                "worker": worker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        desktop_id = UUID(d.pop("desktop_id"))

        height = d.pop("height")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        status = check_desktop_status(d.pop("status"))

        width = d.pop("width")

        worker = d.pop("worker")

        desktop_told = cls(
            desktop_id=desktop_id,
            height=height,
            message=message,
            status=status,
            width=width,
            worker=worker,
        )

        desktop_told.additional_properties = d
        return desktop_told

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
