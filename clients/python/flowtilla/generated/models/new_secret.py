from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewSecret")


@_attrs_define
class NewSecret:
    """A secret to put away.

    Attributes:
        value (str): The value; for `kind: totp` an `otpauth://totp/…` address or the secret in base32. No answer ever
            has it.
        hosts (list[str] | Unset): Hosts that may get the value: `example.org`, `*.example.org`, `host:port`. None: any.
        kind (str | Unset): `text` (the default), or `totp`: steps then use `{{totp.NAME}}`, the code of the moment.
    """

    value: str
    hosts: list[str] | Unset = UNSET
    kind: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        value = self.value

        hosts: list[str] | Unset = UNSET
        if not isinstance(self.hosts, Unset):
            hosts = self.hosts

        kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "value": value,
            }
        )
        if hosts is not UNSET:
            field_dict["hosts"] = hosts
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        value = d.pop("value")

        hosts = cast(list[str], d.pop("hosts", UNSET))

        kind = d.pop("kind", UNSET)

        new_secret = cls(
            value=value,
            hosts=hosts,
            kind=kind,
        )

        return new_secret
