from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.desktop_driver import DesktopDriver, check_desktop_driver
from ..types import UNSET, Unset

T = TypeVar("T", bound="SetDesktopControl")


@_attrs_define
class SetDesktopControl:
    """Who is to drive.

    Attributes:
        control (DesktopDriver): Who drives.
        note (str | Unset): What the agent is told when it goes on, at most 2,000 characters.
        seconds (int | Unset): How long the take-over lasts without an input, in seconds; 1 to 3600, and 600 when
            absent.
    """

    control: DesktopDriver
    note: str | Unset = UNSET
    seconds: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        control: str = self.control

        note = self.note

        seconds = self.seconds

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "control": control,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note
        if seconds is not UNSET:
            field_dict["seconds"] = seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        control = check_desktop_driver(d.pop("control"))

        note = d.pop("note", UNSET)

        seconds = d.pop("seconds", UNSET)

        set_desktop_control = cls(
            control=control,
            note=note,
            seconds=seconds,
        )

        return set_desktop_control
