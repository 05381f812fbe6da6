from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="WebhookChange")


@_attrs_define
class WebhookChange:
    """What is to be different about a webhook; what is absent stays.

    Attributes:
        active (bool | Unset): Switched on again, it begins with what happens from then on.
        events (list[str] | Unset):
        name (str | Unset):
        url (str | Unset):
    """

    active: bool | Unset = UNSET
    events: list[str] | Unset = UNSET
    name: str | Unset = UNSET
    url: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        events: list[str] | Unset = UNSET
        if not isinstance(self.events, Unset):
            events = self.events

        name = self.name

        url = self.url

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if active is not UNSET:
            field_dict["active"] = active
        if events is not UNSET:
            field_dict["events"] = events
        if name is not UNSET:
            field_dict["name"] = name
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active", UNSET)

        events = cast(list[str], d.pop("events", UNSET))

        name = d.pop("name", UNSET)

        url = d.pop("url", UNSET)

        webhook_change = cls(
            active=active,
            events=events,
            name=name,
            url=url,
        )

        return webhook_change
