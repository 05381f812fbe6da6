from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Secret")


@_attrs_define
class Secret:
    """A secret without its value.

    Attributes:
        created_at (datetime.datetime):
        hosts (list[str]): Hosts that may get the value; none: any.
        key_id (str): Which key it is sealed with.
        kind (str): `text` or `totp`.
        name (str):
        updated_at (datetime.datetime):
    """

    created_at: datetime.datetime
    hosts: list[str]
    key_id: str
    kind: str
    name: str
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        hosts = self.hosts

        key_id = self.key_id

        kind = self.kind

        name = self.name

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "hosts": hosts,
                "key_id": key_id,
                "kind": kind,
                "name": name,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        hosts = cast(list[str], d.pop("hosts"))

        key_id = d.pop("key_id")

        kind = d.pop("kind")

        name = d.pop("name")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        secret = cls(
            created_at=created_at,
            hosts=hosts,
            key_id=key_id,
            kind=kind,
            name=name,
            updated_at=updated_at,
        )

        secret.additional_properties = d
        return secret

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
