from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.view_mode import ViewMode, check_view_mode

T = TypeVar("T", bound="ViewTicket")


@_attrs_define
class ViewTicket:
    """Opens the screen of one desktop, once.

    Attributes:
        expires_at (datetime.datetime): 30 s from now. What it has opened stays open.
        mode (ViewMode): What a ticket lets its holder do.
        ticket (str):
        url (str): Path of the WebSocket that speaks RFB, with the ticket in it.
    """

    expires_at: datetime.datetime
    mode: ViewMode
    ticket: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expires_at = self.expires_at.isoformat()

        mode: str = self.mode

        ticket = self.ticket

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "expires_at": expires_at,
                "mode": mode,
                "ticket": ticket,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        mode = check_view_mode(d.pop("mode"))

        ticket = d.pop("ticket")

        url = d.pop("url")

        view_ticket = cls(
            expires_at=expires_at,
            mode=mode,
            ticket=ticket,
            url=url,
        )

        view_ticket.additional_properties = d
        return view_ticket

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
