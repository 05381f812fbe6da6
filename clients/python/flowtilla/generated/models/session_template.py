from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SessionTemplate")


@_attrs_define
class SessionTemplate:
    """Options to begin sessions with.

    Attributes:
        created_at (datetime.datetime):
        description (str):
        name (str):
        options (Any): Fields of a request that creates a session.
        updated_at (datetime.datetime):
    """

    created_at: datetime.datetime
    description: str
    name: str
    options: Any
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        description = self.description

        name = self.name

        options = self.options

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "description": description,
                "name": name,
                "options": options,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        description = d.pop("description")

        name = d.pop("name")

        options = d.pop("options")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        session_template = cls(
            created_at=created_at,
            description=description,
            name=name,
            options=options,
            updated_at=updated_at,
        )

        session_template.additional_properties = d
        return session_template

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
