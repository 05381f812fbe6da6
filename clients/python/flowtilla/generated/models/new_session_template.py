from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewSessionTemplate")


@_attrs_define
class NewSessionTemplate:
    """A template as it is stored.

    Attributes:
        options (Any): Fields of a request that creates a session; no `template`.
        description (str | Unset):
    """

    options: Any
    description: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        options = self.options

        description = self.description

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "options": options,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        options = d.pop("options")

        description = d.pop("description", UNSET)

        new_session_template = cls(
            options=options,
            description=description,
        )

        return new_session_template
