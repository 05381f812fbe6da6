from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.view_mode import ViewMode, check_view_mode
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewViewTicket")


@_attrs_define
class NewViewTicket:
    """A ticket that is asked for.

    Attributes:
        mode (ViewMode | Unset): What a ticket lets its holder do.
    """

    mode: ViewMode | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if mode is not UNSET:
            field_dict["mode"] = mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _mode = d.pop("mode", UNSET)
        mode: ViewMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_view_mode(_mode)

        new_view_ticket = cls(
            mode=mode,
        )

        return new_view_ticket
