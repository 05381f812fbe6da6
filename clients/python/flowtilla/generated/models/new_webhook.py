from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewWebhook")


@_attrs_define
class NewWebhook:
    """A webhook to make.

    Attributes:
        url (str): Where events are sent by POST: `https://…` or `http://…`, without user and password. Redirects are
            not followed.
        events (list[str] | Unset): Types of events: `run.finished`, `run.*`, `*`. Only `run.finished` when absent.
        name (str | Unset): For people.
        secret (str | Unset): `whsec_` and base64 of 24 to 64 bytes; made when absent.
    """

    url: str
    events: list[str] | Unset = UNSET
    name: str | Unset = UNSET
    secret: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        events: list[str] | Unset = UNSET
        if not isinstance(self.events, Unset):
            events = self.events

        name = self.name

        secret = self.secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
            }
        )
        if events is not UNSET:
            field_dict["events"] = events
        if name is not UNSET:
            field_dict["name"] = name
        if secret is not UNSET:
            field_dict["secret"] = secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        events = cast(list[str], d.pop("events", UNSET))

        name = d.pop("name", UNSET)

        secret = d.pop("secret", UNSET)

        new_webhook = cls(
            url=url,
            events=events,
            name=name,
            secret=secret,
        )

        return new_webhook
