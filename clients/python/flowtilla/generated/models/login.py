from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Login")


@_attrs_define
class Login:
    """Who calls, and what they may do.

    Attributes:
        name (str): The key's name, or `local` where none is needed.
        open_ (bool): Nobody needs a key here: `flowtilla dev` on loopback.
        project_id (UUID):
        scopes (list[str]): `read run approve agent admin`; `admin` is all of them.
    """

    name: str
    open_: bool
    project_id: UUID
    scopes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        open_ = self.open_

        project_id = str(self.project_id)

        scopes = self.scopes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "open": open_,
                "project_id": project_id,
                "scopes": scopes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        open_ = d.pop("open")

        project_id = UUID(d.pop("project_id"))

        scopes = cast(list[str], d.pop("scopes"))

        login = cls(
            name=name,
            open_=open_,
            project_id=project_id,
            scopes=scopes,
        )

        login.additional_properties = d
        return login

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
